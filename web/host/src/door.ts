import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** What a shopper sends is let in when pages are refused already: more is lost with it. */
const ROOM_TO_FINISH = 2
/** Spread, so that those who were refused together do not come back together. */
const RETRY_AFTER_MAX_SECONDS = 3
/** Files and health cost next to nothing, and a page that was let in is not whole without its files. */
const FREE = /^\/(health$|assets\/|shop\/|media\/)/
const BUSY = 'Too many people are in the shop at this moment. Please try again in a few seconds.'

/** Refuses pages at once with 503 and `Retry-After` while there is no room for them; those that were let in are served in time. */
export function openDoor(server: FastifyInstance, roomNow: () => number): void {
  let underWay = 0
  server.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (FREE.test(request.url)) return undefined
    if (underWay >= roomNow() * (request.method === 'POST' ? ROOM_TO_FINISH : 1)) {
      const seconds = 1 + Math.floor(Math.random() * RETRY_AFTER_MAX_SECONDS)
      return reply
        .code(503)
        .headers({ 'retry-after': String(seconds), 'cache-control': 'no-store' })
        .send(BUSY)
    }
    underWay += 1
    reply.raw.once('close', () => (underWay -= 1))
    return undefined
  })
}
