// What the browser keeps of this page: choices only, never credentials. A browser that keeps nothing is fine.

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`callplane.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`callplane.${name}`, value);
  } catch {
    // private windows may refuse
  }
}
