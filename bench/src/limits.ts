// What this machine can do at all: bare Fastify, and Fastify with one indexed select, in a process of its own.
import Fastify from 'fastify'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.argv[2]!, max: 10 })
const app = Fastify()
app.get('/hello', async () => ({ hello: 'world' }))
const { rows: ids } = await pool.query<{ id: string }>('select id from product limit 500')
let next = 0
app.get('/select', async () => {
  const id = ids[next++ % ids.length]!.id
  const { rows } = await pool.query({
    name: 'one',
    text: 'select id, handle, title from product where id = $1',
    values: [id],
  })
  return rows[0]
})
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
