import type { ComponentChildren } from 'preact';

/** The six blades of an iris, the mark of the house, and its name. */
export function Brand({ children }: { children?: ComponentChildren }) {
  return (
    <p class="brand">
      <svg class="aperture" viewBox="0 0 32 32" aria-hidden="true">
        <circle cx="16" cy="16" r="12.5" />
        <path d="M16 3.5 22.2 14.600M26.800 9.800 20.600 20.900M26.800 22.200H14.100M16 28.500 9.800 17.400M5.200 22.200 11.400 11.100M5.200 9.800H17.900" />
      </svg>
      <span class="brand__name">
        JudgeMy<b>JPEG</b>
      </span>
      {children}
    </p>
  );
}
