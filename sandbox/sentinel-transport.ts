/** How the sandbox reaches its local Sentinel: plain http on loopback, with a token of no worth. */
import type { Pipeline } from '@azure/core-rest-pipeline';

/**
 * For `transport` of `createSentinel`. The SDK refuses to send a bearer token over http, so its policy is replaced;
 * the new one serves loopback addresses only.
 */
export function loopbackTransport(pipeline: Pipeline): void {
  pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  pipeline.addPolicy({
    name: 'sandboxTokenPolicy',
    sendRequest(request, next) {
      const { hostname } = new URL(request.url);
      if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
        throw new Error(`The sandbox's transport serves loopback only, not ${hostname}: use the SDK's own.`);
      request.allowInsecureConnection = true;
      request.headers.set('authorization', 'Bearer sandbox');
      return next(request);
    },
  });
}
