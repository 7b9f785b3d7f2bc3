import pg from 'pg'

/** Says something to a database, and hangs up. */
export async function tell(url: string, ...statements: readonly string[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let result = await client.query('select')
    for (const statement of statements) result = await client.query(statement)
    return result
  } finally {
    await client.end()
  }
}

/** A database of its own on the mall's server. Answers its address, for the same role as `like` names. */
export async function freshDatabase(superuserUrl: string, name: string, like: string): Promise<string> {
  const url = new URL(like)
  url.pathname = `/${name}`
  const owner = pg.escapeIdentifier(decodeURIComponent(url.username))
  const database = pg.escapeIdentifier(name)
  await tell(
    superuserUrl,
    `drop database if exists ${database} with (force)`,
    `create database ${database} owner ${owner}`,
  )
  return url.href
}
