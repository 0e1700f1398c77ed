//! Two people, one view, somebody in the user interface, and everything that goes wrong: answers lost, faults, and death at
//! every step. Each value that is written is new, so that what was overwritten, by whom, and whether they had seen it can
//! be told from the values alone. A failure prints its seed; `CJA_TEST_SEED` runs that one alone.
//! `CJA_TEST_STORIES=1000` tells a thousand in each part.

use crate::office::{Office, act, edit, live, office, read, run};
use cja_lsp::api::{ApiError, Client, Kind};
use cja_lsp::sync::journal::{Entry, WriteKind};
use cja_lsp::sync::{Applied, Confirmation, Direction, Keep, Outcome, PlanOptions, UndoStep, Workspace};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Units that everybody changes, as JSON pointers.
const UNITS: [&str; 3] = ["/description", "/name", "/containerNames/event"];

/// How often somebody wrote at the very moment of a push, and how often that was overwritten unseen: the gap that the API
/// leaves open, since it has no conditional write.
static AT_ONCE: AtomicUsize = AtomicUsize::new(0);
static IN_THE_GAP: AtomicUsize = AtomicUsize::new(0);

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }
}

type Values = BTreeMap<&'static str, String>;

fn values(document: &Value) -> Values {
    UNITS
        .iter()
        .map(|unit| (*unit, document.pointer(unit).and_then(Value::as_str).unwrap_or_default().to_owned()))
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    Push,
    /// `push --merge`
    Merge,
    Pull,
    Theirs,
    /// `resolve`, each field by dice.
    Resolve(u64),
    Undo,
}

/// What a person was shown while it was done, and what they gave up of their own.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<(Vec<String>, Vec<String>)>>);

impl Shown {
    fn saw(&self, value: Option<&Value>) {
        self.0.lock().unwrap().0.extend(value.and_then(Value::as_str).map(str::to_owned));
    }

    fn gave_up(&self, value: Option<&Value>) {
        self.0.lock().unwrap().1.extend(value.and_then(Value::as_str).map(str::to_owned));
    }
}

impl Deed {
    fn writes(self) -> bool {
        matches!(self, Self::Push | Self::Merge | Self::Undo)
    }
}

#[derive(Debug)]
enum End {
    Did(Result<Outcome, ApiError>),
    Died,
}

/// A folder with a file of the view. Two people may share one.
struct Person {
    folder: PathBuf,
    path: PathBuf,
    /// Values that were in the file at some time.
    seen: HashSet<String>,
}

impl Person {
    fn file(&self) -> Value {
        let text = read(&self.path).expect("the file is there");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("no JSON: {error}\n{text}"))
    }

    fn look(&mut self) {
        let now = values(&self.file());
        self.seen.extend(now.into_values());
    }
}

/// `push --merge`, as the command does it.
async fn merge_and_push(workspace: &Workspace, id: &str) -> Result<Outcome, ApiError> {
    let mut plan = workspace.plan_view(Direction::Push, id, &PlanOptions::default()).await?.unwrap();
    for _ in 0..3 {
        if plan.refusal.is_some() && plan.has_news() {
            plan = workspace.merge(&plan).await?.unwrap();
        }
        match workspace.attempt(&plan, &Confirmation::default()).await? {
            Applied::Done(outcome) => return Ok(outcome),
            Applied::Moved(next) => plan = *next,
        }
    }
    Err(plan.moved_since())
}

/// `resolve`: whose value each field keeps says the dice.
async fn resolve(workspace: &Workspace, id: &str, seed: u64, shown: &Shown) -> Result<Outcome, ApiError> {
    let plan = workspace.plan_view(Direction::Push, id, &PlanOptions::default()).await?.unwrap();
    if !plan.has_conflict() {
        return Ok(Outcome::default());
    }
    let mut dice = Dice(seed | 1);
    let mut choices = Vec::new();
    for unit in plan.to_settle() {
        let change = plan.changes.iter().find(|change| change.unit == unit).unwrap();
        shown.saw(change.remote.as_ref());
        match dice.roll(3) {
            0 => choices.push((unit, Keep::Mine)),
            1 => {
                shown.gave_up(change.local.as_ref());
                choices.push((unit, Keep::Theirs));
            }
            _ => {}
        }
    }
    if choices.is_empty() { Ok(Outcome::default()) } else { workspace.settle_fields(&plan, &choices).await }
}

/// `undo` of the last operation, as the command does it.
async fn undo(workspace: &Workspace, shown: &Shown) -> Result<Outcome, ApiError> {
    let Some(op) = workspace.last_operation() else { return Ok(Outcome::default()) };
    let undo = workspace.plan_undo(&op).await?;
    if let UndoStep::Restore(restore) = &undo.step {
        for (_, now, then) in &restore.fields {
            shown.saw(now.as_ref());
            shown.saw(then.as_ref());
        }
    }
    if let UndoStep::Files(files) = &undo.step {
        // The first pull made the file that the story is about.
        if files.iter().any(|file| file.before.is_none()) {
            return Ok(Outcome::default());
        }
        for path in files.iter().map(|file| workspace.root().join(&file.path)) {
            let file: Value = serde_json::from_str(&read(&path).unwrap()).unwrap();
            values(&file).values().for_each(|value| shown.gave_up(Some(&json!(value))));
        }
    }
    workspace.undo(&undo, None, &Confirmation::default()).await
}

/// Does it as a process would: settle, plan, apply; dies before the step with this number.
async fn act_as_process(workspace: Workspace, id: String, deed: Deed, dies: Option<usize>, shown: Shown) -> End {
    let steps = Arc::new(AtomicUsize::new(0));
    let workspace = workspace.with_listener(move |_| {
        if Some(steps.fetch_add(1, Ordering::Relaxed)) == dies {
            // Not a word on the terminal: this is what dying looks like to the files.
            std::panic::resume_unwind(Box::new("died"));
        }
    });
    let task = tokio::spawn(async move {
        workspace.settle().await?;
        let (direction, wish) = match deed {
            Deed::Merge => return merge_and_push(&workspace, &id).await,
            Deed::Resolve(seed) => return resolve(&workspace, &id, seed, &shown).await,
            Deed::Undo => return undo(&workspace, &shown).await,
            Deed::Push => (Direction::Push, PlanOptions::default()),
            Deed::Pull => (Direction::Pull, PlanOptions::default()),
            Deed::Theirs => (Direction::Pull, PlanOptions { theirs: true, ..PlanOptions::default() }),
        };
        act(&workspace, &id, direction, &wish).await
    });
    task.await.map_or(End::Died, End::Did)
}

/// The same by the real program.
async fn act_by_program(office: &Office, folder: &Path, id: &str, deed: Deed) -> End {
    let args: &[&str] = match deed {
        Deed::Push => &["push", id, "--yes"],
        Deed::Merge => &["push", id, "--merge", "--yes"],
        Deed::Pull => &["pull", id],
        Deed::Theirs => &["pull", id, "--theirs", "--yes"],
        Deed::Resolve(_) | Deed::Undo => panic!("what it shows is known in this process alone"),
    };
    let mut command = office.command(folder, args);
    let run = tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap();
    End::Did(match run.code {
        0 => Ok(Outcome { warnings: vec![run.err], ..Outcome::default() }),
        5 => Err(ApiError::new(Kind::Conflict, "", run.err, "")),
        6 => Err(ApiError::new(Kind::Permission, "", run.err, "")),
        7 => Err(ApiError::new(Kind::UnknownOutcome, "", run.err, "")),
        code => panic!("ended with {code}: {}", run.err),
    })
}

/// One interleaving, from pulling to a common end.
struct Story<'a> {
    office: &'a Office,
    other: &'a Client,
    dice: Dice,
    id: String,
    people: Vec<Person>,
    /// Which person's folder each of the two processes works in.
    desks: [usize; 2],
    /// Values that reached the service.
    reached: HashSet<String>,
    next: usize,
    by_program: bool,
}

impl Story<'_> {
    fn value(&mut self, who: &str) -> String {
        self.next += 1;
        format!("{who} {} {}", self.id.get(20..).unwrap_or_default(), self.next)
    }

    async fn live(&mut self) -> Values {
        let now = values(&live(self.other, &self.id).await.unwrap());
        self.reached.extend(now.values().cloned());
        now
    }

    async fn foreign(&mut self) {
        let (unit, value) = (self.dice.one(&UNITS), self.value("ui"));
        change_there(self.other, &self.id, unit, &value).await;
        self.reached.insert(value);
    }

    fn edits(&mut self, person: usize) {
        let (unit, value) = (self.dice.one(&UNITS), self.value("file"));
        let old = values(&self.people[person].file())[unit].clone();
        edit(&self.people[person].path, &json!(old).to_string(), &json!(value).to_string());
        self.people[person].look();
    }

    async fn trouble(&mut self) {
        let route = "PUT /data/dataviews/{id}";
        let read = format!("GET /data/dataviews/{}", self.id);
        let wish = match self.dice.roll(13) {
            0 => json!({"route": route, "kind": "cut"}),
            1 => json!({"route": route, "kind": "cut", "commit": false}),
            2 => json!({"route": route, "kind": "half-body"}),
            3 => json!({"route": route, "kind": "500-after-commit"}),
            4 => json!({"route": route, "kind": "500-before"}),
            5 => json!({"route": route, "kind": "500-before", "count": 2}),
            6 => json!({"route": route, "kind": "wrong-id"}),
            7 => json!({"route": route, "kind": "html"}),
            8 => json!({"route": route, "kind": "delay", "ms": 15}),
            9 => json!({"route": read, "kind": "cut", "skip": self.dice.roll(3)}),
            10 => {
                // The answer is lost and nobody can look.
                self.office.fault(json!({"route": read, "kind": "forbidden-profile", "skip": 1})).await;
                json!({"route": route, "kind": "cut"})
            }
            // What is read is old by the time it arrives.
            11 => json!({"route": "GET /data/**", "kind": "delay", "ms": 30, "count": 3, "after": true}),
            _ => return,
        };
        self.office.fault(wish).await;
    }

    /// Somebody types, somebody works in the user interface, and then one or two commands run.
    async fn step(&mut self) {
        let (first, second) = (self.desks[self.dice.roll(2)], self.desks[self.dice.roll(2)]);
        if self.dice.roll(3) > 0 {
            self.edits(first);
        }
        if self.dice.roll(4) == 0 {
            self.edits(second);
        }
        if self.dice.roll(3) == 0 {
            self.foreign().await;
        }
        self.trouble().await;
        let before = self.live().await;
        let files: Vec<Values> = self.people.iter().map(|person| values(&person.file())).collect();
        let seed = self.dice.roll(1 << 20) as u64;
        let deeds = match self.by_program {
            true => vec![Deed::Push, Deed::Push, Deed::Pull, Deed::Merge],
            false => {
                vec![Deed::Push, Deed::Push, Deed::Merge, Deed::Merge, Deed::Pull, Deed::Resolve(seed), Deed::Undo]
            }
        };
        let deeds = [self.dice.one(&deeds), self.dice.one(&deeds)];
        let shown = [Shown::default(), Shown::default()];
        let dies = if self.by_program || self.dice.roll(2) == 0 { None } else { Some(self.dice.roll(14)) };
        let together = self.dice.roll(2) == 0;
        let foreign = (together && self.dice.roll(2) == 0).then(|| (self.dice.one(&UNITS), self.value("ui")));
        let begins = |person: usize, deed, dies, shown: &Shown| {
            let shown = shown.clone();
            let (folder, id) = (self.people[person].folder.clone(), self.id.clone());
            let (office, program) = (self.office, self.by_program);
            async move {
                if program {
                    return act_by_program(office, &folder, &id, deed).await;
                }
                act_as_process(office.workspace(&folder), id, deed, dies, shown).await
            }
        };
        let ends = if together {
            let somebody = async {
                if let Some((unit, value)) = &foreign {
                    change_there(self.other, &self.id, unit, value).await;
                }
            };
            let (a, b, ()) = tokio::join!(
                begins(first, deeds[0], dies, &shown[0]),
                begins(second, deeds[1], None, &shown[1]),
                somebody
            );
            vec![(first, deeds[0], a), (second, deeds[1], b)]
        } else {
            vec![(first, deeds[0], begins(first, deeds[0], dies, &shown[0]).await)]
        };
        for (person, shown) in [first, second].into_iter().zip(&shown) {
            let (saw, gave_up) = shown.0.lock().unwrap().clone();
            self.people[person].seen.extend(saw);
            // Given up by its owner, so that it is not missed.
            self.reached.extend(gave_up);
        }
        self.reached.extend(foreign.iter().map(|(_, value)| value.clone()));
        self.check(&before, &files, &ends, foreign).await;
    }

    async fn check(
        &mut self,
        before: &Values,
        files: &[Values],
        ends: &[(usize, Deed, End)],
        foreign: Option<(&'static str, String)>,
    ) {
        self.office.forget_faults().await;
        let after = self.live().await;
        if let Some((unit, value)) = &foreign
            && ends.iter().any(|(_, deed, _)| deed.writes())
        {
            AT_ONCE.fetch_add(1, Ordering::Relaxed);
            let unseen = !self.people.iter().any(|person| person.seen.contains(value));
            IN_THE_GAP.fetch_add(usize::from(after[unit] != *value && unseen), Ordering::Relaxed);
        }
        let about = || format!("{ends:?}\nservice {before:?}\n     -> {after:?}\nfiles {files:?}");
        for (_, deed, end) in ends {
            if let End::Did(Err(error)) = end {
                let known = [Kind::Conflict, Kind::UnknownOutcome, Kind::Permission];
                assert!(known.contains(&error.kind()), "{deed:?} ended with {error}\n{}", about());
            }
        }
        // The next start finds out what was left open, without help, and no lock is left.
        for person in &self.people {
            let workspace = self.office.workspace(&person.folder);
            workspace.settle().await.unwrap();
            assert_eq!(workspace.journal().open().len(), 0, "{}", about());
            // A process that another test starts at this moment holds our open files until it is itself.
            let lock = std::fs::File::open(person.folder.join(".cja/lock")).unwrap();
            crate::guards::until("the end of the lock", || async { lock.try_lock().is_ok() }).await;
            // Values that were on the service between two looks are in the images of what was done.
            let intents = workspace.journal().entries().into_iter().rev().filter(|entry| entry.event == "intent");
            for post in intents.take(2).filter_map(|intent| workspace.journal().images(&intent.op)?.post) {
                self.reached.extend(values(&post).into_values());
            }
        }
        // What a person typed is in their file until the service has had it.
        for (person, old) in self.people.iter_mut().zip(files) {
            let now = values(&person.file());
            for (unit, value) in old {
                assert!(now[unit] == *value || self.reached.contains(value), "{unit} {value:?} is lost\n{}", about());
            }
            person.look();
        }
        // What is gone from the service was seen by whoever wrote over it; in a step where somebody wrote at the same moment
        // the stated gap remains, and the journal has it.
        for (unit, new) in &after {
            let old = &before[unit];
            if old == new || foreign.as_ref().is_some_and(|(_, value)| value == new) {
                continue;
            }
            let writers: Vec<&Person> =
                ends.iter().filter(|(_, deed, _)| deed.writes()).map(|(at, _, _)| &self.people[*at]).collect();
            assert!(!writers.is_empty(), "{unit}: nobody pushed\n{}", about());
            let wrote: Vec<&&Person> = writers.iter().filter(|person| person.seen.contains(new)).collect();
            assert!(!wrote.is_empty(), "{unit}: {new:?} came from nowhere\n{}", about());
            assert!(
                wrote.iter().any(|person| person.seen.contains(old)),
                "{unit}: {old:?} was overwritten unseen\n{}",
                about()
            );
        }
    }

    /// Each write of ours that arrived is in a journal with its body, its gap and its image.
    async fn explained(&self) {
        let mut left: Vec<(Entry, usize)> = Vec::new();
        let folders: HashSet<&PathBuf> = self.people.iter().map(|person| &person.folder).collect();
        for folder in folders {
            let workspace = self.office.workspace(folder);
            let intents = workspace.journal().entries().into_iter();
            for intent in intents.filter(|entry| entry.event == "intent" && entry.deed == Some(WriteKind::Update)) {
                let images = workspace.journal().images(&intent.op).unwrap();
                assert!(images.pre.is_some(), "the image before {} is kept", intent.op);
                // After a look that found nothing changed it is sent once more.
                left.push((intent, 2));
            }
        }
        let own = &self.office.client().credentials().client_id.clone();
        for request in self.office.requests().await {
            if request["method"] != "PUT"
                || request["clientId"] != **own
                || !request["path"].as_str().unwrap().ends_with(&self.id)
            {
                continue;
            }
            let known =
                left.iter_mut().find(|(intent, times)| *times > 0 && intent.body.as_ref() == Some(&request["body"]));
            known.unwrap_or_else(|| panic!("no journal knows {request}")).1 -= 1;
        }
    }

    /// At the end everybody takes the service's version, and all is one.
    async fn end(&mut self) {
        self.explained().await;
        let now = self.live().await;
        for person in &self.people {
            let workspace = self.office.workspace(&person.folder);
            match act_as_process(workspace.clone(), self.id.clone(), Deed::Theirs, None, Shown::default()).await {
                End::Did(Ok(_)) => {}
                end => panic!("{end:?}"),
            }
            give_up(&workspace, &self.id).await;
            assert_eq!(values(&person.file()), now);
            let state = crate::office::state(&workspace, &self.id).await;
            assert!(matches!(state.as_str(), "clean" | "touched"), "{state}");
        }
    }
}

/// Takes the service's values for what only the file has.
async fn give_up(workspace: &Workspace, id: &str) {
    let plan = workspace.plan_view(Direction::Push, id, &PlanOptions::default()).await.unwrap().unwrap();
    let choices: Vec<_> = plan.to_settle().into_iter().map(|unit| (unit, Keep::Theirs)).collect();
    if !choices.is_empty() {
        workspace.settle_fields(&plan, &choices).await.unwrap();
    }
}

async fn change_there(client: &Client, id: &str, unit: &str, value: &str) {
    let members = match unit.rsplit_once('/') {
        Some(("", member)) => json!({member: value}),
        _ => json!({"containerNames": {"event": value, "session": "Session", "people": "Person"}}),
    };
    // A fault that was meant for somebody else may strike here; whether it arrived is seen afterwards.
    let _ = client.value(&cja_lsp::api::endpoints::data_views::update(id, members.to_string())).await;
}

/// Somebody with credentials of their own.
fn another(office: &Office) -> Client {
    let credential = &office.desk.sandbox.credentials[1];
    let mut connect = office.desk.connect();
    connect.env =
        connect.env.with("CJA_CLIENT_ID", &credential.client_id).with("CJA_CLIENT_SECRET", &credential.secrets[0]);
    connect.client().unwrap().0
}

async fn story(office: &Office, other: &Client, seed: u64, by_program: bool) {
    office.clear().await;
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let id = office.view(other, &format!("Story {seed}")).await;
    let shared = dice.roll(3) == 0;
    let mut people = Vec::new();
    for _ in 0..if shared { 1 } else { 2 } {
        let folder = office.folder();
        let path = crate::office::pulled(&office.workspace(&folder), &id).await;
        let mut person = Person { folder, path, seen: HashSet::new() };
        person.look();
        people.push(person);
    }
    let desks = [0, people.len() - 1];
    let mut story = Story { office, other, dice, id, people, desks, reached: HashSet::new(), next: 0, by_program };
    story.live().await;
    for _ in 0..=story.dice.roll(3) {
        story.step().await;
    }
    story.end().await;
}

/// Where the seeds of the second part begin.
const FIRST: u64 = 100_000;

/// Stories of each part; `CJA_TEST_STORIES` makes them more.
fn most() -> u64 {
    std::env::var("CJA_TEST_STORIES").ok().and_then(|number| number.parse().ok()).unwrap_or(150)
}

/// Prints the seed of whatever fails.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("CJA_TEST_SEED={} runs this story alone", self.0);
        }
    }
}

async fn stories(seeds: impl Iterator<Item = u64>, by_program: bool) {
    let office = office();
    let other = another(&office);
    let alone = std::env::var("CJA_TEST_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    for seed in seeds.filter(|seed| alone.is_none_or(|alone| alone == *seed)) {
        let _seed = Seed(seed);
        story(&office, &other, seed, by_program).await;
    }
    let (lost, all) = (IN_THE_GAP.load(Ordering::Relaxed), AT_ONCE.load(Ordering::Relaxed));
    eprintln!("of {all} writes at the moment of a push {lost} were overwritten unseen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_overwritten_unseen_and_nothing_is_lost_first_part() {
    stories(0..most(), false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_overwritten_unseen_and_nothing_is_lost_second_part() {
    stories(FIRST..FIRST + most(), false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_overwritten_unseen_and_nothing_is_lost_by_real_processes() {
    stories(2 * FIRST..2 * FIRST + 20, true).await;
}

/// Two processes with one new file, and a third that starts after the first has died.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_is_created_once_whoever_dies_and_whatever_is_lost() {
    let office = office();
    for seed in 0..60_u64 {
        let _seed = Seed(seed);
        office.clear().await;
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (folder, name) = (office.folder(), format!("Made {seed}"));
        let path = crate::lost::new_file(&folder, &name);
        let kinds = ["cut", "half-body", "500-after-commit", "500-before", "wrong-id", "none"];
        let kind = dice.one(&kinds);
        if kind != "none" {
            office.fault(json!({"route": "POST /data/dataviews", "kind": kind})).await;
        }
        let create = |dies: Option<usize>| {
            let steps = Arc::new(AtomicUsize::new(0));
            let workspace = office.workspace(&folder).with_listener(move |_| {
                if Some(steps.fetch_add(1, Ordering::Relaxed)) == dies {
                    std::panic::resume_unwind(Box::new("died"));
                }
            });
            let path = path.clone();
            tokio::spawn(async move {
                workspace.settle().await?;
                let file = workspace.file(&path)?;
                let plan = workspace.plan(Direction::Push, file, &PlanOptions::default()).await?.unwrap();
                workspace.apply(&plan, &Confirmation::default()).await
            })
        };
        let (_, _) = tokio::join!(create(Some(dice.roll(16))), create(dice.one(&[None, Some(5), Some(9)])));
        let mut last = String::new();
        for _ in 0..3 {
            last = format!("{:?}", create(None).await.unwrap());
        }
        let file: Value = serde_json::from_str(&read(&path).unwrap()).unwrap();
        let id = file["id"].as_str().unwrap_or_else(|| panic!("{kind}: never linked: {last}"));
        assert_eq!(live(&office.client(), id).await.unwrap()["name"], *name, "{kind}");
        let filter = cja_lsp::api::endpoints::data_views::Filter { fresh: true, ..Default::default() };
        let all = office.client().all(&cja_lsp::api::endpoints::data_views::list(&filter, &["name"])).await.unwrap();
        assert_eq!(all.iter().filter(|view| view["name"] == *name).count(), 1, "{kind}: {last}");
        let workspace = office.workspace(&folder);
        assert_eq!(
            (workspace.journal().open().len(), crate::office::state(&workspace, id).await.as_str()),
            (0, "clean")
        );
        let intents = workspace.journal().entries().into_iter().filter(|entry| entry.event == "intent").count();
        assert!(intents >= office.creates(&name).await, "each create that arrived was noted before");
    }
}
