export { type EraserConnections, type OpenEraser, openEraser } from './open.ts';
export { startSweepingIndexes, sweepIndexes } from './sweep.ts';
