export {
  createPhotoFetcher,
  type FetchedPhoto,
  type PhotoFetcher,
  type PhotoFetcherOptions,
} from './photo-fetcher.ts';
export type { Resolve } from './resolve.ts';
