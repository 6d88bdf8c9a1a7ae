use std::fs;
use std::process::Command;

use crate::processors;

/// Says in one sentence what the figures come from.
pub(crate) fn describe() -> String {
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    format!(
        "{} processors ({}), Linux {kernel}, {}, Node {}, load average {load} at the end.",
        processors::count(),
        processor_model(),
        output("rustc", &["--version"]),
        output("node", &["--version"]),
    )
}

fn processor_model() -> String {
    let info = read("/proc/cpuinfo");
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = model.and_then(|rest| rest.split_once(':'));
    name.map_or("unknown", |(_, name)| name.trim()).to_owned()
}

pub(crate) fn today() -> String {
    output("date", &["--utc", "+%Y-%m-%d"])
}

fn read(path: &str) -> String {
    fs::read_to_string(path)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_else(|_| format!("{program}: none"))
}
