import { defineConfig } from "vite";

// Names without hashes: the files are committed, and the server sends each with an ETag.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/callplane/console/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { entryFileNames: "console.js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  test: { include: ["test/**/*.test.ts"] },
});
