import { loadModule, parseSync } from 'libpg-query'

await loadModule()

/** The first line of a migration that must run outside of a transaction: `create index concurrently` and the like. */
export const ALONE = '-- outside of a transaction'
const ALLOWED = /^\s*-- allowed: (.+)$/m
const REASON_MIN = 20

/** A part of PostgreSQL's own syntax tree: a name of a node, and what is in it. */
interface Part {
  readonly [name: string]: unknown
}
interface Seen {
  /** Tables that this migration itself makes: nobody uses them yet. */
  readonly made: ReadonlySet<string>
  /** Constraints that it adds without looking at the rows. */
  readonly unproved: ReadonlySet<string>
}

/**
 * What is dangerous in a migration while the version before it runs on the same tables, full as they are: what holds a lock for as long as it
 * reads or writes a whole table, and what takes away or changes what that version uses. A statement that must be so says why in a comment
 * before it: `-- allowed: <reason>`.
 */
export function dangersOf(file: string, text: string): string[] {
  const statements = statementsOf(text)
  const seen: Seen = {
    made: new Set(statements.flatMap(({ node }) => names(part(node, 'CreateStmt')?.['relation'] as Part | undefined))),
    unproved: new Set(statements.flatMap(({ node }) => unproved(node))),
  }
  const isAlone = text.startsWith(ALONE)
  const mustBeAlone = statements.some(({ node }) => isConcurrent(node))
  return [
    ...(mustBeAlone !== isAlone || (isAlone && statements.length !== 1)
      ? [`${file}: what runs concurrently is the only statement of a migration that begins with "${ALONE}"`]
      : []),
    ...statements
      .filter(({ said }) => (ALLOWED.exec(said)?.[1]?.length ?? 0) < REASON_MIN)
      .flatMap(({ node, line }) => dangers(node, seen).map((danger) => `${file}:${line} ${danger}`)),
  ]
}

/** Each statement with the comments before it. Places are counted in bytes there. */
function statementsOf(text: string): { node: Part; said: string; line: number }[] {
  const bytes = Buffer.from(text)
  let before = 0
  return (parseSync(text).stmts ?? []).map(({ stmt, stmt_location: from = 0, stmt_len: length }) => {
    const end = length ? from + length : bytes.length
    const said = bytes.subarray(before, end).toString()
    const blank = /^(?:[\s;]|--.*)*/.exec(said)![0]
    const line = `${bytes.subarray(0, before)}${blank}`.split('\n').length
    before = end
    return { node: stmt as unknown as Part, said, line }
  })
}

const part = (node: Part, name: string) => node[name] as Part | undefined
const names = (relation: Part | undefined) => (relation ? [String(relation['relname'])] : [])
const isConcurrent = (node: Part) =>
  [part(node, 'IndexStmt'), part(node, 'DropStmt')].some((found) => found?.['concurrent'] === true)

const UNNOTED = 'runs again when its process dies before it is noted: if (not) exists'
const HARMLESS = new Set([
  'CreateStmt',
  'CreateFunctionStmt',
  'CreateTrigStmt',
  'CreateSeqStmt',
  'CommentStmt',
  'InsertStmt',
])

function dangers(node: Part, seen: Seen): string[] {
  const [kind] = Object.keys(node)
  const body = part(node, kind!)!
  if (HARMLESS.has(kind!)) return []
  const [table] = names(body['relation'] as Part | undefined)
  if (table !== undefined && seen.made.has(table)) return []
  switch (kind) {
    case 'IndexStmt':
      if (body['concurrent'] !== true) return [`${table} cannot be written to while the index is made: concurrently`]
      return body['if_not_exists'] === true ? [] : [UNNOTED]
    case 'AlterTableStmt':
      return (body['cmds'] as Part[]).flatMap((command) => changes(part(command, 'AlterTableCmd')!, table!, seen))
    case 'DropStmt':
      if (body['removeType'] !== 'OBJECT_INDEX') return ['the version before may use what is dropped']
      if (body['concurrent'] !== true) return ['waits for all who use the table, and lets nobody in: concurrently']
      return body['missing_ok'] === true ? [] : [UNNOTED]
    case 'RenameStmt':
      return ['the version before knows the old name']
    case 'UpdateStmt':
    case 'DeleteStmt':
      return [`holds every row of ${table} that it touches until the end: in pieces, by the service`]
    case 'DoStmt':
      return ['nobody can see from outside what a block does']
    default:
      return [`${kind} is not known to be harmless`]
  }
}

const HARMLESS_CHANGES = new Set([
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_DropNotNull',
  'AT_DropConstraint',
  'AT_SetStatistics',
])

function changes(command: Part, table: string, seen: Seen): string[] {
  const kind = String(command['subtype'])
  const definition = command['def'] as Part | undefined
  if (HARMLESS_CHANGES.has(kind)) return []
  switch (kind) {
    case 'AT_AddColumn':
      return columnDangers(part(definition!, 'ColumnDef')!, table)
    case 'AT_AddConstraint':
      return constraintDangers(part(definition!, 'Constraint')!, table)
    case 'AT_ColumnDefault':
      return definition ? [] : ['the version before may rely on the default']
    case 'AT_ValidateConstraint':
      return seen.unproved.has(String(command['name']))
        ? [`reads all of ${table} while the lock of adding it is held: in a later migration`]
        : []
    case 'AT_SetNotNull':
      return [
        `reads all of ${table} and lets nobody in; the version before may write nulls: add a check that is not valid, prove it later`,
      ]
    case 'AT_AlterColumnType':
      return [
        `writes all of ${table} anew and lets nobody in; the version before knows the old type: add a column beside it`,
      ]
    case 'AT_DropColumn':
      return ['the version before may use the column: drop it when no version that runs does']
    default:
      return [`${kind} is not known to be harmless`]
  }
}

function columnDangers(column: Part, table: string): string[] {
  const constraints = ((column['constraints'] ?? []) as Part[]).map((each) => part(each, 'Constraint')!)
  const by = (type: string) => constraints.find(({ contype }) => contype === type)
  const byDefault = by('CONSTR_DEFAULT')?.['raw_expr'] as Part | undefined
  const rereads = ['CONSTR_CHECK', 'CONSTR_FOREIGN', 'CONSTR_UNIQUE', 'CONSTR_PRIMARY'].find((type) => by(type))
  const rewrites = by('CONSTR_GENERATED') ?? by('CONSTR_IDENTITY') ?? (byDefault && !isConstant(byDefault))
  return [
    ...(by('CONSTR_NOTNULL') && !byDefault
      ? ['the version before does not fill a new column that is not null: give it a default']
      : []),
    ...(rewrites ? [`writes all of ${table} anew and lets nobody in: a constant default, or filled later`] : []),
    ...(rereads ? [`reads all of ${table} and lets nobody in: add the constraint by itself, not valid`] : []),
  ]
}

/** Kept beside the table, so that no row is written. Calls may differ from row to row, except the time of the transaction. */
const isConstant = (expression: Part): boolean => {
  if ('A_Const' in expression) return true
  const cast = part(expression, 'TypeCast')
  if (cast) return isConstant(cast['arg'] as Part)
  const call = part(expression, 'FuncCall')
  const [name] = ((call?.['funcname'] ?? []) as Part[]).map((each) => String(part(each, 'String')?.['sval']))
  return name === 'now'
}

function constraintDangers(constraint: Part, table: string): string[] {
  const type = String(constraint['contype'])
  if (type === 'CONSTR_CHECK' || type === 'CONSTR_FOREIGN')
    return constraint['skip_validation'] === true
      ? []
      : [`reads all of ${table} and lets nobody write meanwhile: not valid, and validate in a later migration`]
  if (constraint['indexname'] !== undefined) return []
  return [`${table} cannot be used while its index is made: concurrently before, then "using index"`]
}

function unproved(node: Part): string[] {
  const commands = (part(node, 'AlterTableStmt')?.['cmds'] ?? []) as Part[]
  return commands.flatMap((command) => {
    const added = part(command, 'AlterTableCmd')!
    const constraint = added['subtype'] === 'AT_AddConstraint' && part(added['def'] as Part, 'Constraint')
    return constraint ? [String(constraint['conname'])] : []
  })
}
