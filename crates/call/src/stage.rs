use protocol::ParticipantId;

/// Names one tile of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileKey {
    pub participant: ParticipantId,
    pub kind: TileKind,
}

/// What a tile shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// A person: their camera, or a name card.
    Camera,
    /// A screen that they share.
    Screen,
}

/// How a person wants the tiles to be laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// All the same, until someone shares a screen.
    #[default]
    Auto,
    /// All the same, whatever is shared.
    Grid,
    /// Shared screens, else whoever speaks; the rest is small.
    Spotlight,
}

impl Layout {
    /// Returns the layout after this one, and after the last the first.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Auto => Self::Grid,
            Self::Grid => Self::Spotlight,
            Self::Spotlight => Self::Auto,
        }
    }
}

/// Which tiles are big, and what the person has chosen for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageView {
    pub layout: Layout,
    pub pinned: Option<TileKey>,
    /// One's own tile is shown.
    pub shows_self: bool,
    /// The big tiles, side by side; in a grid all of them.
    pub stage: Vec<TileKey>,
    /// The small ones beside the stage; none in a grid.
    pub strip: Vec<TileKey>,
}

/// Decides which tiles are big.
///
/// A pinned tile has the stage alone. Tiles keep the order in which they came, one's own first, so that none jumps
/// when another comes.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    layout: Layout,
    pinned: Option<TileKey>,
    shows_self: bool,
    you: Option<ParticipantId>,
    /// All that there is to show, in the order of coming.
    order: Vec<TileKey>,
}

impl Stage {
    /// Starts with nothing to show.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self {
            layout: Layout::Auto,
            pinned: None,
            shows_self: true,
            you: None,
            order: Vec::new(),
        }
    }

    /// Chooses a layout, which lets go of a pinned tile.
    pub(crate) fn set_layout(&mut self, layout: Layout) {
        self.layout = layout;
        self.pinned = None;
    }

    /// Gives `tile` the stage, if it is there, until it goes or is let go.
    pub(crate) fn pin(&mut self, tile: TileKey) {
        if self.order.contains(&tile) {
            self.pinned = Some(tile);
        }
    }

    /// Lets go of the pinned tile.
    pub(crate) fn unpin(&mut self) {
        self.pinned = None;
    }

    /// Shows or hides one's own tile; whoever is alone sees it anyway.
    pub(crate) fn show_self(&mut self, shows: bool) {
        self.shows_self = shows;
        if !shows && self.pinned.is_some_and(|tile| self.is_own(tile)) {
            self.pinned = None;
        }
    }

    /// Takes in what there is to show: `tiles` of the others and, in the call, that of `you`.
    pub(crate) fn follow(&mut self, you: Option<ParticipantId>, tiles: &[TileKey]) {
        self.you = you;
        let own = you.map(own_tile);
        let here: Vec<TileKey> = own.into_iter().chain(tiles.iter().copied()).collect();
        self.order
            .retain(|tile| here.contains(tile) && Some(*tile) != own);
        for tile in tiles {
            if !self.order.contains(tile) {
                self.order.push(*tile);
            }
        }
        if let Some(own) = own {
            self.order.insert(0, own);
        }
        self.pinned = self.pinned.filter(|tile| here.contains(tile));
    }

    /// Forgets everyone who was here, and what was pinned of them; the person's other choices stay.
    pub(crate) fn clear(&mut self) {
        self.order.clear();
        self.pinned = None;
        self.you = None;
    }

    /// Returns which tiles are big while `speaker` has the word.
    #[must_use]
    pub(crate) fn view(&self, speaker: Option<ParticipantId>) -> StageView {
        let shown = self.shown();
        let big = |tile: &TileKey| match self.pinned {
            Some(pinned) => *tile == pinned,
            None => self.is_big(*tile, &shown, speaker),
        };
        let (stage, strip) = shown.iter().copied().partition(big);
        StageView {
            layout: self.layout,
            pinned: self.pinned,
            shows_self: self.shows_self,
            stage,
            strip,
        }
    }

    /// All but what the person hides.
    fn shown(&self) -> Vec<TileKey> {
        let hides = |tile: TileKey| {
            !self.shows_self
                && self.order.len() > 1
                && self.pinned != Some(tile)
                && self.is_own(tile)
        };
        let order = self.order.iter().copied();
        order.filter(|tile| !hides(*tile)).collect()
    }

    fn is_big(&self, tile: TileKey, shown: &[TileKey], speaker: Option<ParticipantId>) -> bool {
        let screens = shown.iter().any(|tile| tile.kind == TileKind::Screen);
        match self.layout {
            Layout::Grid => true,
            Layout::Auto | Layout::Spotlight if screens => tile.kind == TileKind::Screen,
            Layout::Auto => true,
            Layout::Spotlight => {
                let others = || shown.iter().filter(|tile| !self.is_own(**tile));
                let speaking = others().find(|tile| Some(tile.participant) == speaker);
                let in_focus = speaking.or_else(|| others().next()).or(shown.first());
                in_focus == Some(&tile)
            }
        }
    }

    fn is_own(&self, tile: TileKey) -> bool {
        self.you == Some(tile.participant)
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

fn own_tile(you: ParticipantId) -> TileKey {
    TileKey {
        participant: you,
        kind: TileKind::Camera,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YOU: ParticipantId = ParticipantId(9);

    #[test]
    fn one_layout_follows_the_other_in_a_round() {
        let second = Layout::Auto.next();
        let third = second.next();
        assert_eq!([second, third], [Layout::Grid, Layout::Spotlight]);
        assert_eq!(third.next(), Layout::Auto);
    }

    #[test]
    fn everyone_is_the_same_size_at_first() {
        check(&stage(&[camera(1), camera(2)]), None, "9 1 2", "");
    }

    #[test]
    fn a_shared_screen_takes_the_stage_and_gives_it_back() {
        let mut stage = stage(&[camera(1), camera(2)]);
        stage.follow(Some(YOU), &[camera(1), camera(2), screen(2)]);
        check(&stage, None, "2s", "9 1 2");
        stage.follow(Some(YOU), &[camera(1), screen(1), camera(2), screen(2)]);
        check(&stage, None, "2s 1s", "9 1 2");
        stage.follow(Some(YOU), &[camera(1), camera(2)]);
        check(&stage, None, "9 1 2", "");
    }

    #[test]
    fn in_a_grid_a_screen_is_one_of_many() {
        let mut stage = stage(&[camera(1), screen(1)]);
        stage.set_layout(Layout::Grid);
        check(&stage, Some(1), "9 1 1s", "");
    }

    #[test]
    fn the_spotlight_is_on_whoever_speaks() {
        let mut stage = stage(&[camera(1), camera(2)]);
        stage.set_layout(Layout::Spotlight);
        check(&stage, Some(2), "2", "9 1");
        check(&stage, None, "1", "9 2");
        check(&stage, Some(9), "1", "9 2");
        stage.follow(Some(YOU), &[camera(1), screen(1), camera(2)]);
        check(&stage, Some(2), "1s", "9 1 2");
        stage.follow(Some(YOU), &[]);
        check(&stage, None, "9", "");
    }

    #[test]
    fn a_pinned_tile_has_the_stage_alone_until_it_goes() {
        let mut stage = stage(&[camera(1), camera(2), screen(2)]);
        stage.pin(camera(1));
        check(&stage, Some(2), "1", "9 2 2s");
        stage.unpin();
        check(&stage, None, "2s", "9 1 2");
        stage.pin(screen(2));
        stage.follow(Some(YOU), &[camera(1), camera(2)]);
        assert_eq!(stage.view(None).pinned, None);
        stage.follow(Some(YOU), &[camera(1), camera(2), screen(2), screen(1)]);
        check(&stage, None, "2s 1s", "9 1 2");
    }

    #[test]
    fn what_is_not_there_is_not_pinned() {
        let mut stage = stage(&[camera(1)]);
        stage.pin(camera(3));
        assert_eq!(stage.view(None).pinned, None);
    }

    #[test]
    fn choosing_a_layout_lets_go_of_the_pin() {
        let mut stage = stage(&[camera(1), camera(2)]);
        stage.pin(camera(1));
        stage.set_layout(Layout::Grid);
        check(&stage, None, "9 1 2", "");
    }

    #[test]
    fn one_can_hide_oneself_unless_one_is_alone() {
        let mut stage = stage(&[camera(1)]);
        stage.pin(camera(9));
        stage.show_self(false);
        check(&stage, None, "1", "");
        stage.set_layout(Layout::Spotlight);
        check(&stage, Some(9), "1", "");
        stage.pin(camera(9));
        check(&stage, None, "9", "1");
        stage.follow(Some(YOU), &[]);
        stage.unpin();
        check(&stage, None, "9", "");
    }

    #[test]
    fn tiles_keep_their_order_when_others_come_and_go() {
        let mut stage = stage(&[camera(1), camera(3)]);
        stage.follow(Some(YOU), &[camera(1), camera(2), camera(3)]);
        check(&stage, None, "9 1 3 2", "");
        stage.follow(Some(YOU), &[camera(2), camera(3)]);
        check(&stage, None, "9 3 2", "");
        stage.follow(Some(YOU), &[camera(1), camera(2), camera(3)]);
        check(&stage, None, "9 3 2 1", "");
    }

    #[test]
    fn another_room_has_nobody_of_this_one() {
        let mut stage = stage(&[camera(1), camera(2)]);
        stage.set_layout(Layout::Spotlight);
        stage.pin(camera(2));
        stage.clear();
        stage.follow(Some(ParticipantId(1)), &[camera(2), camera(9)]);
        check(&stage, Some(9), "9", "1 2");
    }

    fn stage(tiles: &[TileKey]) -> Stage {
        let mut stage = Stage::new();
        stage.follow(Some(YOU), tiles);
        stage
    }

    fn camera(id: u32) -> TileKey {
        TileKey {
            participant: ParticipantId(id),
            kind: TileKind::Camera,
        }
    }

    fn screen(id: u32) -> TileKey {
        TileKey {
            kind: TileKind::Screen,
            ..camera(id)
        }
    }

    #[track_caller]
    fn check(stage: &Stage, speaker: Option<u32>, big: &str, small: &str) {
        let view = stage.view(speaker.map(ParticipantId));
        let names = |tiles: &[TileKey]| {
            let name = |tile: &TileKey| match tile.kind {
                TileKind::Camera => tile.participant.to_string(),
                TileKind::Screen => format!("{}s", tile.participant),
            };
            tiles.iter().map(name).collect::<Vec<_>>().join(" ")
        };
        assert_eq!((&*names(&view.stage), &*names(&view.strip)), (big, small));
    }
}
