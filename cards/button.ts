/** The buttons of a card, as its templates take them. */

/** A button: a verb carried out at once, or one that opens the verb's dialog. */
export interface Button {
  title: string;
  verb: string;
  /** what comes back with the click; outside input once it is on a card */
  data: Record<string, string>;
  /** opens a dialog instead of acting at once */
  dialog: boolean;
  style: 'default' | 'positive' | 'destructive';
}

/** A card's buttons: at most three that everybody sees, and those that More shows. */
export interface Buttons {
  front: Button[];
  more: Button[];
}

/** The part of a card's data that its buttons need: the card's action sets repeat over these. */
export interface ButtonData {
  title: string;
  verb: string;
  style: string;
  isDialog: boolean;
  isDirect: boolean;
  data: Record<string, unknown>;
}

/**
 * A button as data for a template. Teams opens a dialog only from an Action.Submit that says `task/fetch`, and acts in
 * place only on an Action.Execute, so the template shows one of two actions.
 */
export function buttonData(button: Button): ButtonData {
  const own = { ...button.data, verb: button.verb };
  return {
    title: button.title,
    verb: button.verb,
    style: button.style,
    isDialog: button.dialog,
    isDirect: !button.dialog,
    data: button.dialog ? { ...own, msteams: { type: 'task/fetch' } } : own,
  };
}

/** Buttons in rows, since Teams shows at most six actions of a set; on a phone it wraps them. */
export interface ButtonRow {
  buttons: ButtonData[];
}

const inFront = 3;
const perRow = 6;

/** Buttons as rows of at most six. */
export function buttonRows(buttons: Button[]): ButtonRow[] {
  const rows: ButtonRow[] = [];
  for (let i = 0; i < buttons.length; i += perRow)
    rows.push({ buttons: buttons.slice(i, i + perRow).map(buttonData) });
  return rows;
}

/** The part of a card's data that its front buttons and those under More need. */
export interface ButtonsData {
  front: ButtonData[];
  moreRows: ButtonRow[];
}

/** A card's buttons as data; whatever is beyond three in front goes under More. */
export function buttonsData({ front, more }: Buttons): ButtonsData {
  return {
    front: front.slice(0, inFront).map(buttonData),
    moreRows: buttonRows([...front.slice(inFront), ...more]),
  };
}
