/** The time zones that the form of connecting offers. */
import { IANAZone } from 'luxon';

// One or more for each offset and rule in use: the whole list of some 420 would take a card's room. Any other valid zone
// is taken too, and offered where it is already set.
const zones = `
  UTC Europe/Zurich Europe/Berlin Europe/Vienna Europe/London Europe/Dublin Europe/Lisbon Europe/Paris
  Europe/Madrid Europe/Rome Europe/Amsterdam Europe/Stockholm Europe/Warsaw Europe/Prague
  Europe/Athens Europe/Helsinki Europe/Bucharest Europe/Kyiv Europe/Istanbul Africa/Cairo
  Africa/Johannesburg Africa/Lagos Africa/Nairobi Asia/Jerusalem Asia/Dubai Asia/Karachi Asia/Kolkata
  Asia/Dhaka Asia/Bangkok Asia/Singapore Asia/Hong_Kong Asia/Shanghai Asia/Tokyo Asia/Seoul
  Australia/Perth Australia/Brisbane Australia/Sydney Pacific/Auckland America/Sao_Paulo
  America/Argentina/Buenos_Aires America/Santiago America/Bogota America/Mexico_City America/Halifax
  America/New_York America/Toronto America/Chicago America/Denver America/Phoenix America/Los_Angeles
  America/Anchorage Pacific/Honolulu
`
  .trim()
  .split(/\s+/);

/** The zones to offer, with the one that is set where that is a zone. */
export function zonesWith(set: string): string[] {
  return zones.includes(set) || !IANAZone.isValidZone(set) ? zones : [set, ...zones];
}
