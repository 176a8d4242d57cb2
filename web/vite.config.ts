// The bundle goes into the Python package; no name in it depends on where it was built.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  base: "/",
  build: {
    outDir: "../src/glassbook/web/static",
    emptyOutDir: true,
    target: "es2022",
    // Inlined files would be data: addresses, which the content security policy refuses for scripts.
    assetsInlineLimit: 0,
    // The polyfill is an inline script in browsers that are older than our target.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Which files a page is made of: tools/web_bundle.py weighs them.
    manifest: "manifest.json",
  },
});
