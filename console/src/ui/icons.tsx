// The drawings on buttons. They say nothing that a label does not say too.

const DRAWINGS = {
  phone: "M6.5 3.5h3l1.5 4-2 1.500a12 12 0 0 0 6 6l1.500-2 4 1.500v3a2 2 0 0 1-2.200 2A17 17 0 0 1 4.500 5.700a2 2 0 0 1 2-2.200z",
  hangUp: "M3 15.500v-2C5.500 10.600 8.600 9.500 12 9.500s6.500 1.100 9 4v2a1.500 1.500 0 0 1-1.700 1.500l-3-.5a1.500 1.500 0 0 1-1.300-1.500v-1.600a13 13 0 0 0-6 0V15a1.500 1.500 0 0 1-1.300 1.500l-3 .5A1.500 1.500 0 0 1 3 15.500z",
  hold: "M9 5v14M15 5v14",
  retrieve: "M7 4.500v15l12-7.500z",
  swap: "M4 8h14m0 0-4-4m4 4-4 4M20 16H6m0 0 4-4m-4 4 4 4",
  merge: "M6 4v4a5 5 0 0 0 5 5h8m0 0-4-4m4 4-4 4M6 20v-3",
  conference: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 4.300a3.500 3.500 0 0 1 0 6.400M18 14a6.500 6.500 0 0 1 3.500 6",
  transfer: "M4 12h15m0 0-5-5m5 5-5 5",
  redirect: "M4 19v-4a5 5 0 0 1 5-5h11m0 0-4-4m4 4-4 4",
  keypad: "M6 5.500h.01M12 5.500h.01M18 5.500h.01M6 12h.01M12 12h.01M18 12h.01M6 18.500h.01M12 18.500h.01M18 18.500h.01",
  record: "M12 17.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11z",
  stop: "M7 7h10v10H7z",
  callback: "M4 5v5h5M4.500 10a8 8 0 1 1-.4 4.500",
  pickup: "M12 3v11m0 0-4.500-4.500M12 14l4.500-4.500M4 20h16",
  add: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  bell: "M6 16V11a6 6 0 1 1 12 0v5l1.500 2h-15zM10 21h4",
  theme: "M12 3.500a8.500 8.500 0 1 0 8.500 8.500A6.500 6.500 0 0 1 12 3.500z",
  incoming: "M18 6 7 17m0 0v-8m0 8h8",
  outgoing: "M6 18 17 7m0 0v8m0-8H9",
  forward: "M4 12h10m0 0-4-4m4 4-4 4M20 5v14",
  office: "M4 20V9l8-5 8 5v11M9.500 20v-6h5v6",
  tag: "M4 4h8l8 8-8 8-8-8zM8.500 8.500h.01",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM9 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  quiet: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM8 12h8",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  refresh: "M20 5v5h-5M19.500 10a8 8 0 1 0 .4 4.500",
  warning: "M12 4 2.500 20h19zM12 10v4.500M12 17.300h.01",
  check: "M5 12.500l4.500 4.500L19 7.500",
  world: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM3.500 12h17M12 3.500c5 5 5 12 0 17-5-5-5-12 0-17z",
} as const;

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
