// The Playground listens on every interface and cannot be told otherwise. Whoever reached it could press buttons as
// the chosen person, so this file is loaded before it (`node --require`) and keeps every server on loopback.
const { Server } = require('node:net');

const listen = Server.prototype.listen;

/** `listen` of node:net, with the address added where the caller names a port and none. */
Server.prototype.listen = function listenOnLoopback(first, ...rest) {
  if (typeof first === 'object' && first !== null && 'port' in first) {
    return listen.call(this, { host: '127.0.0.1', ...first }, ...rest);
  }
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    const withoutHost = typeof rest[0] === 'string' ? rest.slice(1) : rest;
    return listen.call(this, Number(first), '127.0.0.1', ...withoutHost);
  }
  return listen.call(this, first, ...rest);
};
