import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'

/** This process, as it signs leases. */
const HOLDER = randomUUID()

/** Takes or renews a lease for this process. False while another process holds it; one that died loses it after `seconds`. */
export async function holdLease<T>(db: Kysely<T>, name: string, seconds: number): Promise<boolean> {
  const { rows } = await sql`
    insert into lease (name, holder, held_until) values (${name}, ${HOLDER}, now() + make_interval(secs => ${seconds}))
    on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
    where lease.holder = excluded.holder or lease.held_until < now()
    returning 1`.execute(db)
  return rows.length > 0
}
