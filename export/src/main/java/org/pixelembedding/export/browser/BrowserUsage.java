package org.pixelembedding.export.browser;

import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.model.Model;

/** What README.md says about the page, the module and the package. */
final class BrowserUsage {
    private BrowserUsage() {}

    static String of(Model model, ExportOptions options) {
        String name = options.text(PackageFile.PACKAGE.name());
        return """
            ### The page

            Open `index.html`: by a double click, or from any web server. It is one file with the model and the runtime in it
            and needs no other. It classifies a picture that is dropped, pasted, chosen or seen by the camera, makes no request
            at all (its Content Security Policy forbids them), and tests itself when it is opened. Browsers hand the camera
            to pages from this device (`file://`, `localhost`) or over https.

            ### The module

            In a browser, from a web server (browsers do not import modules from `file://`; `npx http-server` or
            `jwebserver` of a JDK will do):

            ```html
            <script type="module">
              import { load, openPicture } from "./classifier.js";

              const classifier = await load();
              const response = await fetch("selftest.png");
              const classes = classifier.classify(await openPicture(await response.blob()));
              console.log(classes[0].label, classes[0].probability);
            </script>
            ```

            In Node 18 or later, from this folder or after `npm install THIS_FOLDER` (then `from "%s"`). Node decodes no
            pictures: give it pixels, from `selftest.rgb` or from a decoder of your choice.

            ```js
            import { readFileSync } from "node:fs";
            import { load } from "./classifier.js";

            const classifier = await load();
            console.log(classifier.selfTest()); // true: this machine gives exactly the sums below

            const rgb = readFileSync(new URL("selftest.rgb", import.meta.url));
            console.log(classifier.sums(rgb)); // the class sums, of a picture of %d x %d
            console.log(classifier.classify({ width: %d, height: %d, data: rgb })[0]); // of any size
            ```

            `classifier.d.ts` has the types. `load()` takes `runtime-simd.wasm` where there are SIMD instructions and
            `runtime.wasm` where there are none; both give the same integers. `openPicture` brings the stored values of a
            picture: decoders of browsers may differ from others by a level, what follows is exact. One that changes pixels
            on purpose, against fingerprinting, is told of by the page's self-test.

            The folder is a package for npm: `npm publish` publishes it as `%s` %s. Add a `license` to `package.json` first;
            `--option package=NAME` and `--option version=VERSION` choose others.
            """.formatted(
                        name,
                        model.inputHeight(),
                        model.inputWidth(),
                        model.inputWidth(),
                        model.inputHeight(),
                        name,
                        options.text(PackageFile.VERSION.name()));
    }
}
