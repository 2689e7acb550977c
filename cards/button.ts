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
