/**
 * restify, with one thing mended. When it loads, it replaces `writeHead` of every response in the process, its own or
 * not, by one that returns nothing; Node's returns the response, and other servers of the process rely on that.
 */
import { ServerResponse } from 'node:http';
import restify from 'restify';

const replaced = ServerResponse.prototype.writeHead as (...given: unknown[]) => unknown;
ServerResponse.prototype.writeHead = function writeHead(this: ServerResponse, ...given: unknown[]) {
  replaced.apply(this, given);
  return this;
} as typeof ServerResponse.prototype.writeHead;

export { restify };
