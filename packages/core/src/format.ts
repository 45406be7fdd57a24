export { sniffFormat } from '@jmj/contracts';
