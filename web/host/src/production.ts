// React reads this once, when it is loaded: without it pages are rendered by the build for developers, three times as slowly.
process.env['NODE_ENV'] ??= 'production'
