use crate::contender::Contender;
use crate::machine;
use crate::measure::Measure;
use crate::samples::Samples;

const HEAD: [&str; 6] = ["what", "Tatap", "Node ws", "ratio", "goal", "met"];

/// Returns the figures as a table for a terminal.
pub(crate) fn text(samples: &Samples) -> String {
    let rows = rows(samples);
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(&widths).enumerate();
        let padded: Vec<String> = cells
            .map(|(column, (cell, width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        padded.join("  ")
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Returns the figures as a table in Markdown, and where they come from.
pub(crate) fn markdown(samples: &Samples, rounds: usize) -> String {
    let line = |row: &[String; 6]| format!("| {} |", row.join(" | "));
    let mut lines: Vec<String> = rows(samples).iter().map(line).collect();
    lines.insert(1, "| --- | ---: | ---: | ---: | ---: | --- |".to_owned());
    format!(
        "{}: {} {}\n\n{}\n",
        machine::today(),
        machine::describe(),
        match rounds {
            1 => "One round.".to_owned(),
            _ => format!("Medians of {rounds} rounds."),
        },
        lines.join("\n")
    )
}

fn rows(samples: &Samples) -> Vec<[String; 6]> {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(
        samples
            .measures()
            .filter_map(|measure| row(samples, measure)),
    );
    rows
}

fn row(samples: &Samples, measure: Measure) -> Option<[String; 6]> {
    let unit = measure.unit();
    let tatap = samples.median(measure, Contender::Tatap)?;
    let peer = samples.median(measure, Contender::NodeWs);
    let goal = measure.goal();
    let met = goal.and_then(|goal| goal.is_met(tatap, peer));
    Some([
        measure.name().to_owned(),
        unit.show(tatap),
        peer.map(|peer| unit.show(peer)).unwrap_or_default(),
        peer.map(|peer| format!("{:.3}", tatap / peer))
            .unwrap_or_default(),
        goal.map(|goal| goal.show(unit)).unwrap_or_default(),
        met.map_or("", |met| if met { "yes" } else { "no" })
            .to_owned(),
    ])
}
