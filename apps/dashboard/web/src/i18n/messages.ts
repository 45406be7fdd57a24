import type { Language, PhotoType, Target, Tier, Tone } from '@jmj/contracts';

/** Every word of the interface, and what is put into it: figures come formatted. */
export interface Messages {
  pageTitle: string;
  title: string;
  queue: string;
  signOut: string;
  sections: string;
  interfaceLanguage: string;
  loading: string;
  updated: (time: string) => string;
  every: string;
  stale: (time: string) => string;
  unreachable: string;
  retry: string;
  lede: {
    empty: string;
    emptyText: string;
    answered: (rate: string, asked: string) => [before: string, rate: string, after: string];
    saved: (saved: string, would: string, paid: string) => string;
    nothingSaved: string;
  };
  targets: {
    heading: string;
    names: Record<Target['name'], string>;
    aims: Record<Target['name'], (aim: string) => string>;
    verdicts: Record<Target['verdict'], string>;
    sample: Record<Target['name'], (sample: string) => string>;
    over: Record<Target['over'], string>;
    perSecond: (rate: string) => string;
    noFigure: string;
  };
  range: { label: string; day: string; week: string; month: string };
  charts: {
    heading: string;
    requests: string;
    requestsTotal: (asked: string) => string;
    hitRate: string;
    hitRateTotal: (rate: string) => string;
    answers: string;
    answersTotal: (hit: string, miss: string) => string;
    money: string;
    moneyTotal: (saved: string, paid: string) => string;
    hits: string;
    twins: string;
    joined: string;
    misses: string;
    fromCache: string;
    made: string;
    saved: string;
    paid: string;
    rate: string;
    aim: (aim: string) => string;
    time: string;
    table: string;
    read: (title: string) => string;
    none: string;
    empty: Record<'day' | 'week', string>;
  };
  rates: {
    heading: string;
    hint: string;
    windows: Record<'hour' | 'day' | 'week', string>;
    window: string;
    all: string;
    exact: string;
    l1: string;
    twin: string;
    asked: string;
    nothing: string;
  };
  money: {
    heading: string;
    today: string;
    month: string;
    saved: string;
    paid: string;
    calls: (calls: string) => string;
    estimated: (usd: string) => string;
    share: (share: string) => string;
    redis: string;
    redisReturn: (times: string) => [before: string, times: string, after: string];
    redisPrice: (month: string, soFar: string) => string;
    redisUnset: string;
    utc: string;
  };
  holding: {
    heading: string;
    entries: string;
    bytes: string;
    ofRoom: (share: string, room: string) => string;
    evicted: string;
    expired: string;
    lastDay: string;
    unknown: string;
  };
  jobs: {
    heading: string;
    waiting: string;
    active: string;
    delayed: string;
    failed: string;
    open: string;
  };
  asked: {
    heading: string;
    window: string;
    combination: string;
    tone: string;
    language: string;
    photoType: string;
    asked: string;
    share: string;
    hitRate: string;
    byTone: string;
    byLanguage: string;
    byPhotoType: string;
    empty: string;
    others: string;
    more: (count: string) => string;
    less: string;
  };
  upkeep: {
    heading: string;
    cancel: string;
    working: string;
    failed: string;
    clear: string;
    clearHint: string;
    clearTitle: string;
    clearText: (entries: string | undefined) => string;
    clearStays: string;
    clearYes: string;
    cleared: (critiques: number, shown: string, traces: number, tracesShown: string) => string;
    erase: string;
    eraseHint: string;
    eraseTitle: string;
    eraseRemoves: string;
    eraseStays: string;
    tenant: string;
    userId: string;
    lookOnly: string;
    eraseYes: string;
    erased: (critiques: number, shown: string, traces: number, tracesShown: string) => string;
    erasedNothing: string;
  };
  costs: {
    pageTitle: string;
    title: string;
    month: string;
    earlier: string;
    later: string;
    spent: (usd: string, month: string) => [before: string, usd: string, after: string];
    calls: (n: number, calls: string) => string;
    failed: (calls: string) => string;
    lost: (calls: string) => string;
    saved: (usd: string) => string;
    unpriced: (calls: string) => string;
    nothing: string;
    nothingText: string;
    byDay: string;
    byDayTotal: (usd: string) => string;
    day: string;
    model: string;
    tier: string;
    tiers: Record<Tier, string>;
    tenant: string;
    byModel: string;
    byTier: string;
    byTenant: string;
    cost: string;
    callsHead: string;
    perCall: string;
    prediction: string;
    worst: (share: string) => string;
    tokens: string;
    tokensHint: string;
    image: string;
    prompt: string;
    cached: string;
    output: string;
    budgets: string;
    budgetsHint: string;
    noBudgets: string;
    everyone: string;
    asEveryone: string;
    overLocal: string;
    overRefuse: string;
    each: (scope: 'tenant' | 'user', period: 'day' | 'month', limit: string) => string;
    analyses: (n: number, shown: string) => string;
    line: Record<'day' | 'month', string>;
    left: (left: string, limit: string) => string;
    unlimited: (spent: string) => string;
    held: (held: string) => string;
    utc: string;
  };
  quarantine: Record<
    | 'pageTitle'
    | 'title'
    | 'heading'
    | 'hint'
    | 'empty'
    | 'photo'
    | 'since'
    | 'deaths'
    | 'until'
    | 'release'
    | 'releaseTitle'
    | 'releaseText'
    | 'releaseYes'
    | 'released'
    | 'gone',
    string
  >;
  tones: Record<Tone, string>;
  languages: Record<Language, string>;
  photoTypes: Record<PhotoType, string>;
}
