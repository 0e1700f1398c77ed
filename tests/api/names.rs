//! Names for the ids in documents: asked once, kept on disk, within the background's share.

use crate::desk::{desk, desk_with};
use cja_lsp::live::{Live, Place, Wants, views_of};
use cja_lsp::model::catalogue::Verdict;
use cja_lsp::model::references::Target;
use cja_lsp::sandbox::{Options, PagingForm};
use cja_lsp::syntax::Tree;
use jiff::SignedDuration;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const OLDEST: SignedDuration = SignedDuration::from_mins(10);

fn wants(text: &str) -> Wants {
    let mut wants = Wants::default();
    wants.add(&Tree::parse(text));
    wants
}

#[tokio::test]
async fn two_who_ask_at_once_ask_once_and_the_second_session_not_at_all() {
    let desk = desk();
    let (client, view) = (desk.client(), desk.some_view().await);
    desk.forget("requests").await;
    let news = Arc::new(AtomicUsize::new(0));
    let heard = Arc::clone(&news);
    let live = Live::new(Place::of_user(desk.folder.path().to_owned()), move || {
        heard.fetch_add(1, Ordering::Relaxed);
    });
    let wanted = wants(&format!(r#"{{"id": "{view}"}}"#));
    let (one, two) = tokio::join!(live.refresh(&client, &wanted, OLDEST), live.refresh(&client, &wanted, OLDEST));
    one.unwrap();
    two.unwrap();
    assert_eq!(desk.count("GET /data/connections").await, 1);
    assert_eq!(desk.count(&format!("GET /data/dataviews/{view}/metrics")).await, 1);
    assert_eq!(desk.count(&format!("GET /data/dataviews/{view}/dimensions")).await, 1);
    // The start, connections, segments, components.
    assert_eq!(news.load(Ordering::Relaxed), 4);
    let asked = desk.received().await.len();
    let next = Live::new(Place::of_user(desk.folder.path().to_owned()), || ());
    next.recall(None).await;
    next.refresh(&client, &wanted, OLDEST).await.unwrap();
    assert_eq!(desk.received().await.len(), asked, "what is fresh on disk is not asked for");
    let known = next.catalogue();
    assert!(matches!(known.verdict(Target::Event, Some(&view), "metrics/visitors"), Verdict::Known(_)));
}

#[tokio::test]
async fn a_fault_keeps_what_was_known() {
    let desk = desk();
    let live = Live::new(Place::of_user(desk.folder.path().to_owned()), || ());
    live.refresh(&desk.client(), &Wants::default(), OLDEST).await.unwrap();
    let count = live.catalogue().connections.entries.len();
    assert!(count > 0);
    desk.fault("GET /data/connections", "500-before", 100).await;
    live.refresh(&desk.client(), &Wants::default(), SignedDuration::ZERO).await.unwrap_err();
    assert_eq!(live.catalogue().connections.entries.len(), count);
}

#[tokio::test]
async fn names_of_one_organization_are_not_shown_for_another() {
    let desk = desk();
    let live = Live::new(Place::of_user(desk.folder.path().to_owned()), || ());
    live.refresh(&desk.client(), &Wants::default(), OLDEST).await.unwrap();
    let first = live.catalogue().connections.entries.clone();
    let own = desk.client().credentials().org.clone();
    let other = desk.sandbox.credentials.iter().find(|one| one.organization != own && !one.scopes.is_empty()).unwrap();
    let mut connect = desk.connect();
    for (name, value) in [
        ("CJA_ORG_ID", &other.organization),
        ("CJA_CLIENT_ID", &other.client_id),
        ("CJA_CLIENT_SECRET", &other.secrets[0]),
    ] {
        connect.env = connect.env.with(name, value);
    }
    live.refresh(&connect.client().unwrap().0, &Wants::default(), OLDEST).await.unwrap();
    let second = live.catalogue().connections.entries.clone();
    assert!(!second.is_empty() && first.keys().all(|id| !second.contains_key(id)));
}

#[tokio::test]
async fn the_data_views_of_a_connection_are_counted_by_one_request() {
    for paging in [PagingForm::Both, PagingForm::Guide, PagingForm::Spec] {
        let desk = desk_with(Options { paging, ..Options::default() });
        let connection = desk.some_connection().await;
        desk.forget("requests").await;
        let count = views_of(&desk.client(), &connection).await.unwrap();
        assert!(count > 5, "{count}");
        assert_eq!(desk.count("GET /data/dataviews").await, 1);
    }
}
