/** What we use of pngjs, which brings no types of its own. */
declare module 'pngjs' {
  export class PNG {
    constructor(options: { width: number; height: number });
    width: number;
    height: number;
    /** RGBA, one byte each, row by row */
    data: Buffer;
    static sync: { read(png: Uint8Array): PNG; write(image: PNG): Buffer };
  }
}
