// What the server says of itself to this page: its version, and in the demo whom to log on as.

export interface About {
  version: string;
  /** Only in the demo: everybody may know these. */
  demo: { password: string; administrator: string; users: DemoUser[] } | null;
}

export interface DemoUser {
  name: string;
  display_name: string;
  lines: string[];
}

export async function fetchAbout(): Promise<About> {
  try {
    const reply = await fetch("console.json");
    if (reply.ok) return (await reply.json()) as About;
  } catch {
    // the log-on will tell
  }
  return { version: "", demo: null };
}
