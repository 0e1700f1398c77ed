//! Code actions by the protocol: kinds, resolving, files that are made, and who can do without.

use crate::client::Client;
use crate::workspace::{folder, start_in, uri};
use serde_json::{Value, json};

const LIST: &str = "[\n  { \"name\": \"🛒 Web\", \"timezone_designator\": \"UTC\" },\n  { \"timezone_designator\": \"UTC\", \"name\": \"App\" }\n]\n";

fn able() -> Value {
    json!({
        "workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}},
        "textDocument": {"codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
            "isPreferredSupport": true, "dataSupport": true, "resolveSupport": {"properties": ["edit"]}
        }}
    })
}

/// The actions at a place, of some kinds only.
async fn actions(client: &mut Client, uri: &str, at: (u32, u32), only: Value) -> Vec<Value> {
    let at = json!({"line": at.0, "character": at.1});
    let mut context = json!({"diagnostics": []});
    if !only.is_null() {
        context["only"] = only;
    }
    let params = json!({"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context});
    let answer = client.request("textDocument/codeAction", params).await;
    answer["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
}

fn drawn(actions: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    actions.iter().map(|action| format!("{}: {}", text(&action["kind"]), text(&action["title"]))).collect()
}

#[tokio::test]
async fn what_is_offered_at_one_place() {
    let folder = folder(&[]);
    let list = uri(folder.path(), "all.dataview.json");
    let (mut client, result) = start_in(folder.path(), able()).await;
    let provider = &result["capabilities"]["codeActionProvider"];
    assert_eq!(
        provider["codeActionKinds"],
        json!([
            "quickfix",
            "source",
            "refactor.rewrite",
            "refactor.extract",
            "source.fixAll.cja",
            "source.sort.cja",
            "source.removeIgnored.cja"
        ])
    );
    assert_eq!(provider["resolveProvider"], true);
    client.open(&list, "json", LIST).await;
    let all = actions(&mut client, &list, (1, 30), Value::Null).await;
    assert_eq!(
        drawn(&all),
        [
            "quickfix: Rename to `timezoneDesignator`",
            "quickfix: Fix all 2 findings of `misspelt-member` in this file",
            "refactor.extract: Extract to a new data view, with the settings of “🛒 Web”",
            "refactor.extract: Move “🛒 Web” into a file of its own",
            "refactor.extract: Split into 2 files, one for each data view",
            "source.fixAll.cja: Fix everything in this file that needs no guessing",
            "source.sort.cja: Put the members into the documented order",
            "source: Fix everything in the workspace that needs no guessing",
        ]
    );
    assert_eq!(
        (&all[0]["isPreferred"], all[0]["diagnostics"][0]["code"].as_str()),
        (&json!(true), Some("misspelt-member"))
    );
    assert!(all[0]["edit"].is_object() && all[1..].iter().all(|action| action.get("edit").is_none()));
    let on_save = actions(&mut client, &list, (0, 0), json!(["source.fixAll"])).await;
    assert_eq!(drawn(&on_save), ["source.fixAll.cja: Fix everything in this file that needs no guessing"]);
    client.leave().await;
}

#[tokio::test]
async fn an_action_is_worked_out_when_it_is_chosen_and_refused_when_the_text_is_another() {
    let folder = folder(&[("app.dataview.json", "{}")]);
    let list = uri(folder.path(), "all.dataview.json");
    let (mut client, _) = start_in(folder.path(), able()).await;
    client.open(&list, "json", LIST).await;
    let fix_all = actions(&mut client, &list, (0, 0), json!(["source.fixAll.cja"])).await.remove(0);
    let split = actions(&mut client, &list, (0, 0), json!(["refactor"])).await.pop().unwrap();
    let done = client.request("codeAction/resolve", fix_all.clone()).await["result"].clone();
    client.take(&done["edit"]).await;
    assert_eq!(client.text(&list), LIST.replace("timezone_designator", "timezoneDesignator"));
    let late = client.request("codeAction/resolve", split).await;
    assert_eq!(late["error"]["code"], -32801, "{late}");
    // Asked for again, it makes a file beside the one that has its name already.
    let split = actions(&mut client, &list, (0, 0), json!(["refactor.extract"])).await.pop().unwrap();
    let done = client.request("codeAction/resolve", split).await["result"].clone();
    client.take(&done["edit"]).await;
    assert_eq!(client.text(&list), "{\n  \"name\": \"🛒 Web\",\n  \"timezoneDesignator\": \"UTC\"\n}\n");
    let made = uri(folder.path(), "app~2.dataview.json");
    assert_eq!(client.text(&made), "{\n  \"timezoneDesignator\": \"UTC\",\n  \"name\": \"App\"\n}\n");
    client.leave().await;
}

#[tokio::test]
async fn a_client_that_can_do_less_gets_edits_at_once_and_no_files() {
    let less =
        json!({"textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}});
    let folder = folder(&[]);
    let list = uri(folder.path(), "all.dataview.json");
    let (mut client, result) = start_in(folder.path(), less).await;
    assert_eq!(result["capabilities"]["codeActionProvider"].get("resolveProvider"), None);
    client.open(&list, "json", LIST).await;
    let all = actions(&mut client, &list, (1, 30), Value::Null).await;
    assert!(all.iter().all(|action| action["edit"]["changes"][&list].is_array()), "{all:#?}");
    assert!(all.iter().all(|action| action["kind"] != "refactor.extract" && action.get("isPreferred").is_none()));
    client.leave().await;
}

#[tokio::test]
async fn the_whole_workspace_is_mended_by_one_edit() {
    let wrong = "{\r\n  \"id\": \"dv_65f0a1b2c3d4e5f60718293a\",\r\n  \"timezone_designator\": \"UTC\"\r\n}\r\n";
    let folder = folder(&[
        ("a.dataview.json", wrong),
        ("b.dataview.json", "{ \"name\": \"Läden 🛒\", \"TimezoneDesignator\": 'UTC' }"),
        ("c.dataview.json", "{}"),
        ("d.json", "[1,]"),
    ]);
    let c = uri(folder.path(), "c.dataview.json");
    let (mut client, result) = start_in(folder.path(), able()).await;
    assert!(
        result["capabilities"]["executeCommandProvider"]["commands"]
            .as_array()
            .unwrap()
            .contains(&json!("cja.fixWorkspace"))
    );
    client.open(&c, "json", "{ \"id\": \"dv_1\", \"name\": \"c\", }").await;
    let answer =
        client.request("workspace/executeCommand", json!({"command": "cja.fixWorkspace"})).await["result"].clone();
    assert_eq!((answer["outcome"].as_str(), answer["files"].as_u64()), (Some("done"), Some(3)), "{answer}");
    let on_disk = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(on_disk("a.dataview.json"), wrong.replace("timezone_designator", "timezoneDesignator"));
    assert_eq!(on_disk("b.dataview.json"), "{ \"name\": \"Läden 🛒\", \"timezoneDesignator\": \"UTC\" }");
    assert_eq!(client.text(&c), "{ \"id\": \"dv_1\", \"name\": \"c\" }");
    assert_eq!((on_disk("c.dataview.json").as_str(), on_disk("d.json").as_str()), ("{}", "[1,]"));
    client.leave().await;

    let (mut client, _) = start_in(folder.path(), json!({})).await;
    let answer =
        client.request("workspace/executeCommand", json!({"command": "cja.fixWorkspace"})).await["result"].clone();
    assert_eq!(answer["outcome"], "refused");
    assert!(answer["message"].as_str().unwrap().contains("cja check --fix"), "{answer}");
    client.leave().await;
}

#[tokio::test]
async fn who_cannot_ask_later_runs_a_command_for_a_long_text() {
    let folder = folder(&[]);
    let uri = uri(folder.path(), "long.dataview.json");
    let mut able = able();
    able["textDocument"]["codeAction"].as_object_mut().unwrap().remove("resolveSupport");
    let (mut client, _) = start_in(folder.path(), able).await;
    let long = |description: &str| {
        format!(
            "{{\n  \"description\": \"{description}\",\n  \"name\": \"Web\",\n  \"id\": \"dv_65f0a1b2c3d4e5f60718293a\"\n}}\n"
        )
    };
    client.open(&uri, "json", &long("short")).await;
    let [short] = &actions(&mut client, &uri, (0, 0), json!(["source.sort.cja"])).await[..] else { panic!() };
    assert!(short["edit"].is_object() && short["command"].is_null(), "{short}");

    let text = long(&"word ".repeat(30_000));
    client.open(&uri, "json", &text).await;
    let [sort] = &actions(&mut client, &uri, (0, 0), json!(["source.sort.cja"])).await[..] else { panic!() };
    assert!(sort["edit"].is_null(), "{sort}");
    let answer = client.request("workspace/executeCommand", sort["command"].clone()).await["result"].clone();
    assert_eq!((answer["outcome"].as_str(), answer["message"].as_str()), (Some("done"), Some("")), "{answer}");
    let sorted = client.text(&uri).to_owned();
    let names = ["name", "description", "id"].map(|name| sorted.find(&format!("\"{name}\":")).unwrap());
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(sorted.len(), text.len());

    // What was offered for a text that is gone does nothing.
    let answer = client.request("workspace/executeCommand", sort["command"].clone()).await["result"].clone();
    assert_eq!(answer["outcome"], "refused", "{answer}");
    assert_eq!(client.text(&uri), sorted);
    client.leave().await;
}
