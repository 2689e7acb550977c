/** A report as its writers take it: words that are ready to be read, in order. What a writer adds is only its own marks. */

/** Everything in it was cleaned and taken apart where it comes from outside; a writer escapes all of it. */
export interface Report {
  /** `en` or `de` */
  language: string;
  heading: string;
  title: string;
  /** that nothing of it has happened, where it is practice */
  practice?: string;
  rows: Row[];
  parts: Part[];
  /** what it holds and for whom, as of when */
  notes: string[];
}

/** What is said under one heading of the first order. */
export interface Part {
  heading: string;
  /** what belongs there, in a sentence */
  about: string;
  blocks: Block[];
}

/** A few facts, or one thing that has a history of its own, such as a question. */
export interface Block {
  heading: string;
  /** words that somebody wrote; lines are kept */
  said?: string;
  rows?: Row[];
  lines?: Line[];
  /** it belongs to the block before it */
  within?: true;
}

export interface Row {
  label: string;
  text: string;
}

/** Who did what when, and what they wrote. */
export interface Line {
  at: string;
  who: string;
  what: string;
  /** lines are kept */
  said?: string;
}
