import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'vite'
import { framework, sharedFramework } from './framework.ts'

test('two apps that use different parts of React fetch the very same framework file', async () => {
  const [counter, form] = await Promise.all([
    filesOf(`import { useState } from 'react'; import { createRoot } from 'react-dom/client'
      createRoot(document.body).render(useState)`),
    filesOf(`import { Form, useFetcher } from 'react-router'; import { jsx } from 'react/jsx-runtime'
      document.title = String(jsx(Form, {})) + useFetcher`),
  ])
  const { address, code } = await framework()
  const name = address.slice(1)
  assert.equal(counter.get(name), code)
  assert.equal(form.get(name), code)
  // What is left of an app is its own: a few lines that import the shared file.
  for (const files of [counter, form]) {
    const own = [...files].filter(([file]) => file !== name).map(([, source]) => source)
    assert.equal(own.length, 1)
    assert.ok((own[0]?.length ?? 0) < 500, own[0])
    assert.ok(own[0]?.includes(address))
  }
})

test('a name that is not shared fails the build, instead of bringing React Router along a second time', async () => {
  await assert.rejects(
    filesOf(`import { createMemoryRouter } from 'react-router'; createMemoryRouter([])`),
    /not exported/,
  )
})

async function filesOf(source: string): Promise<Map<string, string>> {
  const entry = '\0app'
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      sharedFramework(await framework()),
      { name: 'app', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? source : null) },
    ],
    build: { write: false, modulePreload: false, rolldownOptions: { input: entry } },
  })
  const outputs = [result].flat().flatMap((each) => ('output' in each ? each.output : []))
  return new Map(outputs.map((file) => [file.fileName, String(file.type === 'chunk' ? file.code : file.source)]))
}
