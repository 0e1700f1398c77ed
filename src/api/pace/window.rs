//! Decides whose turn it is, from the sends of the last seconds and those that wait. Pure: times are numbers.

use std::time::Duration;

/// How many sends in how many milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Sends in any window.
    pub sends: usize,
    /// Its length in milliseconds.
    pub window: u64,
}

impl Default for Limit {
    /// The service takes 12 in 6 s; half a second is left for the way there.
    fn default() -> Self {
        Self { sends: 12, window: 6_500 }
    }
}

/// The documented window of the service, in milliseconds.
const SERVICE: u64 = 6_000;

impl Limit {
    /// Reads `N`, sends in six seconds, or `N/S`, sends in so many seconds. A twelfth is added to the time for the way there,
    /// as in the default.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sends, seconds) = match text.split_once('/') {
            Some((sends, seconds)) => (sends, seconds.trim().parse::<u32>().ok()?),
            None => (text, u32::try_from(SERVICE / 1000).ok()?),
        };
        let sends = usize::try_from(sends.trim().parse::<u32>().ok()?).ok()?;
        let limit = Self { sends, window: u64::from(seconds) * 13_000 / 12 };
        (sends > 0 && seconds > 0 && seconds <= 3600).then_some(limit)
    }

    /// No more than the service takes, for every host that is not on this machine: slower is kept, faster is not.
    #[must_use]
    pub fn of_the_service(self) -> Self {
        let usual = Self::default();
        Self { sends: self.sends.clamp(1, usual.sends), window: self.window.max(usual.window) }
    }
}

/// What the asker may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Send now.
    Go,
    /// Wait so long, then ask again.
    Wait(Duration),
}

/// A send: done when its time is past, else waiting for its time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    at: u64,
    id: String,
    background: bool,
}

/// Sends done and sends waiting, by time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    entries: Vec<Entry>,
}

/// An entry further ahead than this comes from a clock that was set back, not from a queue.
const FARTHEST: u64 = 10 * 60 * 1000;
/// How often background work looks again while commands are waiting.
const AGAIN: u64 = 500;

impl Window {
    /// Reads what [`Window::render`] wrote. Lines it cannot read, as after a crash, are left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut window = Self::default();
        for line in text.lines() {
            let mut words = line.split(' ');
            let (Some(at), Some(id), Some(kind)) = (words.next(), words.next(), words.next()) else { continue };
            let Ok(at) = at.parse() else { continue };
            if kind == "c" || kind == "b" {
                window.entries.push(Entry { at, id: id.to_owned(), background: kind == "b" });
            }
        }
        window
    }

    /// One line for each entry.
    #[must_use]
    pub fn render(&self) -> String {
        self.entries.iter().map(|e| format!("{} {} {}\n", e.at, e.id, if e.background { "b" } else { "c" })).collect()
    }

    /// Asks for a turn at `now` (milliseconds). A command that must wait keeps its place under its id; background work keeps
    /// none, so it never stands before a command.
    pub fn ask(&mut self, id: &str, background: bool, now: u64, limit: Limit) -> Turn {
        self.entries.retain(|e| e.id != id && e.at + limit.window > now && e.at < now + FARTHEST);
        let mut at = self.earliest(1, now, limit);
        if background {
            at = at.max(self.background_turn(now, limit));
        }
        if at <= now || !background {
            self.entries.push(Entry { at: at.max(now), id: id.to_owned(), background });
            self.entries.sort_by_key(|e| e.at);
        }
        if at <= now { Turn::Go } else { Turn::Wait(Duration::from_millis(at - now)) }
    }

    /// How long until so many sends could go at once, if nobody else comes in between; takes no place.
    #[must_use]
    pub fn room(&self, count: usize, now: u64, limit: Limit) -> Duration {
        let count = count.clamp(1, limit.sends.max(1));
        Duration::from_millis(self.earliest(count, now, limit).saturating_sub(now))
    }

    /// Gives up a place.
    pub fn forget(&mut self, id: &str) {
        self.entries.retain(|e| e.id != id);
    }

    /// The first time at which so many more sends break no window. It can only be now, or a window after another send.
    fn earliest(&self, count: usize, now: u64, limit: Limit) -> u64 {
        let mut candidates: Vec<u64> =
            self.entries.iter().map(|e| e.at + limit.window).filter(|at| *at > now).collect();
        candidates.push(now);
        candidates.sort_unstable();
        let fits = |at: u64| {
            let mut times: Vec<u64> = self.entries.iter().map(|e| e.at).chain(std::iter::repeat_n(at, count)).collect();
            times.sort_unstable();
            times.windows(limit.sends.max(1) + 1).all(|run| match (run.first(), run.last()) {
                (Some(first), Some(last)) => last - first >= limit.window,
                _ => true,
            })
        };
        candidates.into_iter().find(|at| fits(*at)).unwrap_or(now + limit.window)
    }

    /// Not while a command waits, and never more than a third of a window.
    fn background_turn(&self, now: u64, limit: Limit) -> u64 {
        if self.entries.iter().any(|e| !e.background && e.at > now) {
            return now + AGAIN;
        }
        let share = (limit.sends / 3).max(1);
        let mut mine: Vec<u64> = self.entries.iter().filter(|e| e.background).map(|e| e.at).collect();
        mine.sort_unstable();
        mine.len().checked_sub(share).and_then(|over| mine.get(over)).map_or(now, |oldest| oldest + limit.window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMIT: Limit = Limit { sends: 12, window: 6_500 };

    fn go(window: &mut Window, id: &str, background: bool, now: u64) -> bool {
        window.ask(id, background, now, LIMIT) == Turn::Go
    }

    #[test]
    fn a_limit_is_read_with_and_without_its_time() {
        let limit = |text| Limit::parse(text).map(|limit| (limit.sends, limit.window));
        assert_eq!((limit("12"), limit("12/6")), (Some((12, 6_500)), Some((12, 6_500))));
        assert_eq!((limit("5000/1"), limit(" 3 / 60 ")), (Some((5_000, 1_083)), Some((3, 65_000))));
        for text in ["", "0", "4/0", "1/2/3", "-1", "1.5", "fast", "9/3601", "99999999999"] {
            assert_eq!(limit(text), None, "{text}");
        }
    }

    #[test]
    fn the_service_is_never_asked_faster_than_it_allows() {
        let limit = |text| Limit::parse(text).unwrap().of_the_service();
        assert_eq!(limit("5000/1"), Limit::default());
        assert_eq!(limit("12/1"), Limit::default());
        assert_eq!(limit("2/60"), Limit { sends: 2, window: 65_000 });
    }

    #[test]
    fn twelve_go_at_once_and_the_thirteenth_waits_for_the_first_to_age() {
        let mut window = Window::default();
        for n in 0..12 {
            assert!(go(&mut window, &n.to_string(), false, 1_000 + n));
        }
        assert_eq!(window.ask("x", false, 1_100, LIMIT), Turn::Wait(Duration::from_millis(6_400)));
        assert!(go(&mut window, "x", false, 7_500));
    }

    #[test]
    fn the_queue_is_first_come_first_served() {
        let mut window = Window::default();
        for n in 0..12 {
            assert!(go(&mut window, &n.to_string(), false, 1_000 + n * 10));
        }
        assert_eq!(window.ask("a", false, 1_200, LIMIT), Turn::Wait(Duration::from_millis(6_300)));
        assert_eq!(window.ask("b", false, 1_200, LIMIT), Turn::Wait(Duration::from_millis(6_310)));
    }

    #[test]
    fn background_takes_a_third_and_yields_to_commands() {
        let mut window = Window::default();
        let taken = (0..12).filter(|n| go(&mut window, &format!("b{n}"), true, 1_000)).count();
        assert_eq!(taken, 4);
        for n in 0..8 {
            assert!(go(&mut window, &format!("c{n}"), false, 1_000));
        }
        assert!(!go(&mut window, "late", false, 1_000));
        // Room appears at 7 500; the waiting command has it, the background looks again later.
        assert!(!go(&mut window, "b", true, 1_000));
        assert!(go(&mut window, "late", false, 7_500) && go(&mut window, "b", true, 7_501));
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_stop_everything() {
        let mut window = Window::parse("9999999999999 old c\n1000 x c\nrubbish\n12 y\n");
        assert!(go(&mut window, "a", false, 1_000));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut window = Window::default();
        window.ask("a", false, 5, LIMIT);
        window.ask("b", true, 6, LIMIT);
        assert_eq!(Window::parse(&window.render()), window);
    }

    proptest! {
        /// Whoever asks, in whatever order, waking late or leaving: no window ever holds more than the limit.
        #[test]
        fn no_window_holds_more_than_the_limit(steps in prop::collection::vec((0_u64..900, 0_usize..40, 0_u8..10), 1..400)) {
            let (mut window, mut now, mut sent, mut requests) = (Window::default(), 10_000_u64, Vec::new(), [0_u32; 40]);
            for (gap, asker, act) in steps {
                now += gap;
                let id = format!("{asker}.{}", requests[asker]);
                let leaves = act == 0;
                if leaves {
                    window.forget(&id);
                } else if window.ask(&id, asker % 3 == 0, now, LIMIT) == Turn::Go {
                    sent.push(now);
                } else {
                    continue;
                }
                requests[asker] += 1;
            }
            for run in sent.windows(LIMIT.sends + 1) {
                prop_assert!(run[LIMIT.sends] - run[0] >= LIMIT.window);
            }
        }
    }
}
