import { Address, api, Email, Id, Instant, Language, PageOf, PageQuery, problems, route } from '@mallhive/contract'
import { Type, type Static } from 'typebox'

export const userProblems = problems({
  'user.not_found': { status: 404, title: 'This account does not exist' },
  'user.email_taken': { status: 409, title: 'There is an account with this e-mail address already' },
  'user.already_registered': { status: 409, title: 'You have an account and are signed in to it' },
  'user.not_registered': { status: 409, title: 'A guest has to register first' },
  'user.wrong_credentials': { status: 401, title: 'E-mail address or password is wrong' },
  'user.locked': { status: 429, title: 'Too many wrong passwords; wait a while' },
  'user.too_many': { status: 429, title: 'Too many from your network; wait a while' },
  'user.password_needed': { status: 422, title: 'Changing the e-mail address takes your password' },
  'session.invalid': { status: 401, title: 'This session has ended' },
  'address.not_found': { status: 404, title: 'This address does not exist' },
  'address.incomplete': { status: 422, title: 'This country needs more of the address' },
  'address.too_many': { status: 409, title: 'No more addresses fit' },
})

export const Role = Type.Union([Type.Literal('shopper'), Type.Literal('admin')])
/** One line: it comes into the heads of mails and pages. */
export const PersonName = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })
export const Password = Type.String({ minLength: 10, maxLength: 200 })

export const User = Type.Object({
  id: Id,
  kind: Type.Union([Type.Literal('guest'), Type.Literal('registered')]),
  email: Type.Optional(Email),
  name: Type.Optional(Type.String()),
  language: Type.Optional(Language),
  roles: Type.Array(Role),
  version: Type.Integer(),
  createdAt: Instant,
})
export type User = Static<typeof User>

/** What a browser's server side keeps in HttpOnly cookies. Each refresh token works once. */
export const Session = Type.Object({
  user: User,
  accessToken: Type.String(),
  accessExpiresAt: Instant,
  refreshToken: Type.String(),
  refreshExpiresAt: Instant,
})
export type Session = Static<typeof Session>

export const SavedAddress = Type.Object({ id: Id, isDefault: Type.Boolean(), address: Address })
export type SavedAddress = Static<typeof SavedAddress>
const AddressInput = Type.Object(
  { address: Address, isDefault: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
)

const UserId = Type.Object({ userId: Id })
const AddressId = Type.Object({ userId: Id, addressId: Id })
const etag = Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 100 })) })
const Jwks = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.String(),
      crv: Type.String(),
      x: Type.String(),
      kid: Type.String(),
      alg: Type.String(),
      use: Type.String(),
    }),
  ),
})

/** Port 8082: accounts, guests, sessions, addresses, roles; signs the access tokens. */
export const userApi = api('user-service', {
  createGuest: route({
    operationId: 'createGuest',
    summary: 'A user without credentials, so that a cart has an owner',
    method: 'POST',
    path: '/v1/guests',
    access: ['public'],
    body: Type.Object({ language: Type.Optional(Language) }, { additionalProperties: false }),
    secretReply: true,
    replies: { 201: Session },
    problems: ['session.invalid', 'user.too_many'],
  }),
  register: route({
    operationId: 'register',
    summary: 'Make an account; a guest who is signed in becomes that user and keeps their id',
    method: 'POST',
    path: '/v1/users',
    access: ['public'],
    body: Type.Object(
      {
        email: Email,
        password: Password,
        name: Type.Optional(PersonName),
        language: Type.Optional(Language),
      },
      { additionalProperties: false },
    ),
    secretReply: true,
    replies: { 201: Session },
    problems: ['user.email_taken', 'user.already_registered', 'user.too_many', 'session.invalid'],
  }),
  signIn: route({
    operationId: 'signIn',
    summary: 'Sign in; a guest’s token sent along hands their cart over',
    method: 'POST',
    path: '/v1/sessions',
    access: ['public'],
    body: Type.Object(
      { email: Type.String({ minLength: 1, maxLength: 254 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
      { additionalProperties: false },
    ),
    secretReply: true,
    replies: { 201: Session },
    problems: ['user.wrong_credentials', 'user.locked', 'session.invalid'],
  }),
  refresh: route({
    operationId: 'refresh',
    summary: 'A new pair of tokens for a refresh token; an old one used again ends the session',
    method: 'POST',
    path: '/v1/sessions/refresh',
    access: ['public'],
    body: Type.Object({ refreshToken: Type.String({ minLength: 1, maxLength: 500 }) }, { additionalProperties: false }),
    idempotencyKey: 'ignored',
    replies: { 200: Session },
    problems: ['session.invalid'],
  }),
  signOut: route({
    operationId: 'signOut',
    summary: 'End this session; its access tokens stop working too',
    method: 'DELETE',
    path: '/v1/sessions/current',
    access: ['user'],
    repeatable: true,
    replies: { 204: Type.Undefined() },
  }),
  signOutEverywhere: route({
    operationId: 'signOutEverywhere',
    summary: 'End all sessions of the user',
    method: 'DELETE',
    path: '/v1/users/:userId/sessions',
    access: ['owner', 'admin'],
    owner: 'userId',
    params: UserId,
    repeatable: true,
    replies: { 204: Type.Undefined() },
    problems: ['user.not_found'],
  }),
  getUser: route({
    operationId: 'getUser',
    summary: 'A profile',
    method: 'GET',
    path: '/v1/users/:userId',
    access: ['owner', 'admin'],
    owner: 'userId',
    params: UserId,
    replies: { 200: User },
    problems: ['user.not_found'],
  }),
  updateUser: route({
    operationId: 'updateUser',
    summary: 'Change name, language or, with the password, one’s own e-mail address',
    method: 'PATCH',
    path: '/v1/users/:userId',
    access: ['owner', 'admin'],
    owner: 'userId',
    params: UserId,
    headers: etag,
    body: Type.Object(
      {
        name: Type.Optional(PersonName),
        language: Type.Optional(Language),
        email: Type.Optional(Email),
        password: Type.Optional(
          Type.String({ minLength: 1, maxLength: 200, description: 'Needed by those who change their e-mail address' }),
        ),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
    repeatable: true,
    replies: { 200: User },
    problems: [
      'user.not_found',
      'user.not_registered',
      'user.email_taken',
      'user.password_needed',
      'user.wrong_credentials',
      'user.locked',
      'version.mismatch',
    ],
  }),
  changePassword: route({
    operationId: 'changePassword',
    summary: 'Change the password; ends all other sessions',
    method: 'POST',
    path: '/v1/users/:userId/password',
    access: ['owner'],
    owner: 'userId',
    params: UserId,
    body: Type.Object(
      { current: Type.String({ minLength: 1, maxLength: 200 }), next: Password },
      { additionalProperties: false },
    ),
    replies: { 204: Type.Undefined() },
    problems: ['user.not_found', 'user.wrong_credentials', 'user.locked'],
  }),
  listUsers: route({
    operationId: 'listUsers',
    summary: 'Registered users, by e-mail address',
    method: 'GET',
    path: '/v1/users',
    access: ['admin'],
    query: Type.Object({ ...PageQuery, email: Type.Optional(Type.String({ maxLength: 254 })) }),
    replies: { 200: PageOf(User) },
  }),
  setRoles: route({
    operationId: 'setRoles',
    summary: 'Say what a user may do',
    method: 'PUT',
    path: '/v1/users/:userId/roles',
    access: ['admin'],
    params: UserId,
    body: Type.Object(
      { roles: Type.Array(Role, { minItems: 1, maxItems: 2, uniqueItems: true }) },
      { additionalProperties: false },
    ),
    repeatable: true,
    replies: { 200: User },
    problems: ['user.not_found', 'user.not_registered'],
  }),
  listAddresses: route({
    operationId: 'listAddresses',
    summary: 'Saved addresses, the default first',
    method: 'GET',
    path: '/v1/users/:userId/addresses',
    access: ['owner', 'admin'],
    owner: 'userId',
    params: UserId,
    replies: { 200: Type.Object({ items: Type.Array(SavedAddress) }) },
    problems: ['user.not_found'],
  }),
  addAddress: route({
    operationId: 'addAddress',
    summary: 'Save an address',
    method: 'POST',
    path: '/v1/users/:userId/addresses',
    access: ['owner'],
    owner: 'userId',
    params: UserId,
    body: AddressInput,
    replies: { 201: SavedAddress },
    problems: ['user.not_found', 'address.incomplete', 'address.too_many'],
  }),
  replaceAddress: route({
    operationId: 'replaceAddress',
    summary: 'Change an address',
    method: 'PUT',
    path: '/v1/users/:userId/addresses/:addressId',
    access: ['owner'],
    owner: 'userId',
    params: AddressId,
    body: AddressInput,
    repeatable: true,
    replies: { 200: SavedAddress },
    problems: ['address.not_found', 'address.incomplete'],
  }),
  removeAddress: route({
    operationId: 'removeAddress',
    summary: 'Forget an address',
    method: 'DELETE',
    path: '/v1/users/:userId/addresses/:addressId',
    access: ['owner'],
    owner: 'userId',
    params: AddressId,
    repeatable: true,
    replies: { 204: Type.Undefined() },
  }),
  jwks: route({
    operationId: 'jwks',
    summary: 'The public keys of the access tokens (RFC 7517)',
    method: 'GET',
    path: '/.well-known/jwks.json',
    access: ['public'],
    replies: { 200: Jwks },
  }),
})
