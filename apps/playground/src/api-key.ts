import { attempt } from '@jmj/look';

const API_KEY = 'jmj.api-key';

/** For this tab only. */
export const loadApiKey = (): string | undefined =>
  attempt(() => sessionStorage.getItem(API_KEY)) ?? undefined;

export function saveApiKey(key: string): void {
  attempt(() => sessionStorage.setItem(API_KEY, key));
}
