/** A refusal with the status and the code that ARM would answer. */
export class Rejected extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** 400 with ARM's usual code for a body or a parameter that breaks a rule. */
export const badRequest = (message: string) => new Rejected(400, 'BadRequest', message);

/** 404 with ARM's usual code. */
export const notFound = (message: string) => new Rejected(404, 'NotFound', message);

/**
 * What Sentinel answers to a stale etag: 409, not 412. Message as quoted in Azure/Azure-Sentinel#909.
 * @param name the ARM name of what was to be written.
 */
export const conflict = (name: string) =>
  new Rejected(409, 'Conflict', `Newer version of resource '${name}' exists. Data was not saved`);
