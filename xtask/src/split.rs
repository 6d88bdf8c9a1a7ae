//! Cuts the web app into what is loaded first and what is loaded later.
//!
//! `wasm_split` in `crates/client/src/main.rs` says where. What is called there alone, functions and data, goes into a
//! file of its own; which that is tell the relocations that the linker leaves in the program. wasm-bindgen makes the
//! script from the rest, as Trunk has it do for the whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// What wasm-bindgen makes the script load the parts by.
const LOADER: &str = "./parts.js";

/// The first load, and the parts.
pub(crate) struct Split {
    pub(crate) script: String,
    pub(crate) wasm: Vec<u8>,
    /// The files of each part by its name; what several parts need is a file of its own.
    pub(crate) parts: BTreeMap<String, Vec<String>>,
    /// What is in the files.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

/// Splits a program as the linker wrote it; `scratch` is emptied before.
pub(crate) fn split(program: &[u8], scratch: &Path) -> Result<Split> {
    if scratch.exists() {
        fs::remove_dir_all(scratch)?;
    }
    let first = scratch.join("client.wasm");
    let mut options = Options::new(program);
    options.output_dir = scratch;
    options.main_out_path = &first;
    options.link_name = LOADER;
    let split = transform(options).map_err(|error| anyhow!("cannot split: {error:#}"))?;
    let parts: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    ensure!(!parts.is_empty(), "the program has no part to split off");
    let mut files = BTreeMap::new();
    for file in parts.values().flatten() {
        let path = scratch.join(file).with_extension("wasm");
        let wasm = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        files.insert(file.clone(), wasm);
    }
    let mut output = Bindgen::new()
        .input_path(&first)
        .web(true)?
        .typescript(false)
        .keep_lld_exports(true)
        .generate_output()
        .context("wasm-bindgen cannot read the first load")?;
    Ok(Split {
        wasm: output.wasm_mut().emit_wasm(),
        script: output.js().to_owned(),
        parts,
        files,
    })
}

/// Puts into the script how the parts are loaded; `name` says what a file is called.
///
/// WebAssembly brings functions for the table of the first load, and data for its memory; what it needs is exported
/// there. A style sheet is there before a part is drawn.
pub(crate) fn with_loader(
    script: &str,
    parts: &BTreeMap<String, Vec<String>>,
    name: impl Fn(&str) -> String,
) -> Result<String> {
    let import = format!("import * as import1 from \"{LOADER}\"");
    let (before, after) = script
        .split_once(&import)
        .context("the script does not import what loads the parts")?;
    let mut loads = String::new();
    for (part, files) in parts {
        let files: Vec<_> = files.iter().map(|file| name(file)).collect();
        loads.push_str(&format!("__wasm_split_load_{part}: load({files:?}),\n"));
    }
    let after = after.trim_start_matches(';');
    Ok(format!(
        "{before}{LOAD}const import1 = {{\n{loads}}};{after}"
    ))
}

/// Calls back with whether the files are there; what has failed is tried again by the next call.
const LOAD: &str = "
const loading = {};
function loadFile(name) {
    const url = new URL(name, import.meta.url);
    const start = name.endsWith(\".css\") ? loadStyle : loadWasm;
    return loading[name] ??= start(url).catch((error) => {
        delete loading[name];
        throw error;
    });
}
async function loadWasm(url) {
    await __wbg_load(await fetch(url), { __wasm_split: wasm });
}
async function loadStyle(href) {
    const link = Object.assign(document.createElement(\"link\"), { rel: \"stylesheet\", href });
    await new Promise((resolve, reject) => {
        link.onload = resolve;
        link.onerror = () => {
            link.remove();
            reject(new Error(`failed to fetch ${href}`));
        };
        document.head.append(link);
    });
}
function load(names) {
    return async (callback, data) => {
        let areThere = true;
        try {
            await Promise.all(names.map(loadFile));
        } catch (error) {
            console.error(error);
            areThere = false;
        }
        wasm.__indirect_function_table.get(callback)(data, areThere);
    };
}
";

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(parts: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        let owned = |files: &[&str]| files.iter().map(|file| (*file).to_owned()).collect();
        parts
            .iter()
            .map(|(part, files)| ((*part).to_owned(), owned(files)))
            .collect()
    }

    #[test]
    fn each_part_is_loaded_from_its_files() {
        let parts = parts(&[("call", &["both", "call"]), ("sfu", &["both", "sfu"])]);
        let script = "import * as import1 from \"./parts.js\"\nlet wasm;\n";
        let script = with_loader(script, &parts, |file| format!("{file}-1.wasm")).unwrap();
        assert!(!script.contains("import *"), "{script}");
        let loads = "const import1 = {\n\
                     __wasm_split_load_call: load([\"both-1.wasm\", \"call-1.wasm\"]),\n\
                     __wasm_split_load_sfu: load([\"both-1.wasm\", \"sfu-1.wasm\"]),\n\
                     };\nlet wasm;\n";
        assert!(script.ends_with(loads), "{script}");
    }

    #[test]
    fn a_script_of_another_kind_is_an_error() {
        assert!(with_loader("let wasm;\n", &parts(&[]), str::to_owned).is_err());
    }
}
