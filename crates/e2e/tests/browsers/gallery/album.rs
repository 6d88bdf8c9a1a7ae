use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use e2e::Browser;
use serde_json::Value;

/// Width and height of the screens, in CSS pixels, and what each pixel has of the device's.
const SCREENS: [(u32, u32, u32); 5] = [
    (1280, 800, 1),
    (1920, 1080, 1),
    (390, 844, 2),
    (844, 390, 2),
    (320, 640, 2),
];

/// What Firefox can show, whose window is never narrower.
const WIDE_SCREENS: usize = 2;

/// Where the pictures go, as the environment names it.
pub(super) const FOLDER: &str = "TATAP_PICTURES";

/// Chooses language and theme: the language by the list of the page, as a person does. Where there is no list, as in
/// most of a call, it is written where the browser remembers it, which the app reads when it next remembers something:
/// the layout, which has three values, so that the third press of its key makes it what it was.
const DRESS: &str = r"
    const [language, theme] = arguments;
    const frame = () => new Promise((resolve) => setTimeout(resolve, 80));
    const speaks = () => document.documentElement.lang === language;
    const list = [...document.querySelectorAll('select')].find((one) => [...one.options].some(({ value }) => value === 'id'));
    if (!speaks() && list) {
        list.value = language;
        list.dispatchEvent(new Event('change', { bubbles: true }));
        await frame();
    } else if (!speaks()) {
        const KEY = 'tatap.preferences';
        const rest = localStorage.getItem(KEY).replace(/\nlanguage=.*/, '');
        localStorage.setItem(KEY, `${rest}\nlanguage=${language}`);
        for (let press = 0; press < 3; press++) {
            document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'w', bubbles: true }));
            await frame();
            await frame();
        }
    }
    document.documentElement.dataset.theme = theme;
    return speaks();
";

/// What of a page a program sees to be wrong: too wide, too small to hit, off the screen or cut off.
const FINDINGS: &str = r#"
    const found = [];
    const page = document.scrollingElement;
    if (page.scrollWidth > page.clientWidth) found.push(`${page.scrollWidth - page.clientWidth} px too wide`);
    const shown = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const named = (one) => `${one.tagName.toLowerCase()}.${one.className} "${(one.getAttribute("aria-label") ?? one.textContent).trim().slice(0, 40)}"`;
    for (const one of document.querySelectorAll("button, select, input, textarea, a[href]")) {
        if (!shown(one)) continue;
        const { left, top, right, bottom, width, height } = one.getBoundingClientRect();
        const small = one.matches("input[type=file]") || (one.matches("a") && one.parentElement.matches("p")) || one.closest("label");
        if (!small && (width < 24 || height < 24)) found.push(`${named(one)} is ${Math.round(width)} × ${Math.round(height)}`);
        const scrolls = one.closest(".settings, .people, .messages-list, .more-menu, .keys") || page.scrollHeight > page.clientHeight;
        if (!scrolls && width > 1 && (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1)) found.push(`${named(one)} is off the screen`);
    }
    for (const one of document.querySelectorAll("body *")) {
        const texts = [...one.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
        if (!texts.length || !shown(one) || one.closest("select, .for-screen-readers, svg, .illustration")) continue;
        const { overflowX, overflowY } = getComputedStyle(one);
        if (one.clientWidth > 2 && overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1) found.push(`${named(one)} is cut off: ${one.scrollWidth} px in ${one.clientWidth}`);
        if (one.clientHeight > 2 && overflowY === "hidden" && one.scrollHeight > one.clientHeight + 2) found.push(`${named(one)} is cut off: ${one.scrollHeight} px high in ${one.clientHeight}`);
        if (one.matches("button, .button, .button-label") && one.getClientRects().length) {
            const range = document.createRange();
            range.selectNodeContents(one);
            const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom / 12)));
            if (lines.size > 1 && !one.querySelector("svg")) found.push(`${named(one)} has ${lines.size} lines`);
        }
    }
    return found;
"#;

const LINES: &str = "return document.body.innerText.split('\\n').map((line) => line.trim()).filter((line) => /[a-z]{3}/i.test(line))";

/// The folder of pictures, `<width>x<height>/<name>-<language>-<theme>.png`, with what was found in `findings.txt`.
pub(super) struct Album {
    folder: PathBuf,
}

impl Album {
    pub(super) fn open() -> Result<Self> {
        let folder = std::env::var_os(FOLDER).with_context(|| format!("{FOLDER} is not set"))?;
        let folder = PathBuf::from(folder);
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Takes the page's picture as it is, on every screen, in both languages and both themes.
    pub(super) fn takes(&self, browser: &Browser, name: &str) -> Result<()> {
        let is_chromium = browser.kind().is_chromium();
        let screens = if is_chromium {
            &SCREENS[..]
        } else {
            &SCREENS[..WIDE_SCREENS]
        };
        let only = std::env::var("TATAP_PICTURES_SCREEN").ok();
        for &(width, height, scale) in screens {
            let screen = format!("{width}x{height}");
            if only.as_ref().is_some_and(|only| *only != screen) {
                continue;
            }
            if is_chromium {
                browser.emulate_screen(width, height, scale, width < 900)?;
            } else {
                browser.has_window(width, height)?;
            }
            self.takes_on(browser, name, &screen)?;
        }
        if is_chromium {
            browser.has_no_screen()?;
        }
        self.dress(browser, "en", "light").map(drop)
    }

    fn takes_on(&self, browser: &Browser, name: &str, screen: &str) -> Result<()> {
        let mut said: Vec<BTreeSet<String>> = Vec::new();
        for language in ["en", "id"] {
            for theme in ["light", "dark"] {
                if !self.dress(browser, language, theme)? {
                    self.note(&format!("{screen} {name}: not in {language}"))?;
                }
                browser.settle()?;
                let kind = if browser.kind().is_chromium() {
                    ""
                } else {
                    "-firefox"
                };
                let path = self
                    .folder
                    .join(screen)
                    .join(format!("{name}-{language}-{theme}{kind}.png"));
                browser.take_picture_to(&path)?;
            }
            for found in list(&browser.script(FINDINGS, vec![])?) {
                self.note(&format!("{screen} {name} {language}: {found}"))?;
            }
            said.push(list(&browser.script(LINES, vec![])?).into_iter().collect());
        }
        for same in said[0].intersection(&said[1]) {
            self.note(&format!("{screen} {name}: in both languages: {same}"))?;
        }
        Ok(())
    }

    fn dress(&self, browser: &Browser, language: &str, theme: &str) -> Result<bool> {
        let done = browser.script(DRESS, vec![language.into(), theme.into()])?;
        Ok(done == true)
    }

    fn note(&self, finding: &str) -> Result<()> {
        let path = self.folder.join("findings.txt");
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(writeln!(file, "{finding}")?)
    }
}

fn list(value: &Value) -> Vec<String> {
    let texts = value.as_array().into_iter().flatten();
    texts.filter_map(Value::as_str).map(str::to_owned).collect()
}
