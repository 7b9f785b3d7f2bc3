export { openDataFolder } from './data-folder.ts'
export { openMall, type MallOptions, type OpenMall } from './open-mall.ts'
export { progress, type Progress } from './progress.ts'
