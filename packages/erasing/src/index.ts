export { type EraserConnections, type OpenEraser, openEraser } from './open.ts';
