export { openDataFolder } from './data-folder.ts'
export { openMall, type MallOptions, type OpenMall } from './open-mall.ts'
export { progress, silent, type Progress } from './progress.ts'
