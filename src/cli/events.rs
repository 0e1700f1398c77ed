//! What a writing command tells a program: one event for each step of each data view, as lines, as one array, or as a table.

use crate::api::ApiError;
use crate::cli::remote::{Console, Output};
use crate::cli::table::{self, Column};
use crate::sync::{Outcome, Plan};
use serde_json::{Value, json};

/// The events of one command.
#[derive(Debug, Default)]
pub struct Events(Vec<Value>);

impl Events {
    /// Notes that something is begun.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn started(&mut self, console: &Console, plan: &Plan) -> Result<(), ApiError> {
        self.add(console, event("started", plan, json!({})))
    }

    /// Notes what came of it.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn ended(
        &mut self,
        console: &Console,
        plan: &Plan,
        result: Result<&Outcome, &ApiError>,
    ) -> Result<(), ApiError> {
        let event = match result {
            Ok(outcome) => {
                let name = if outcome.changed { "done" } else { "skipped" };
                event(name, plan, json!({"message": outcome.message, "operation": outcome.op, "view": outcome.view}))
            }
            Err(error) => event("failed", plan, json!({"message": error.to_string(), "exitCode": error.exit_code()})),
        };
        self.add(console, event)
    }

    /// Adds an event of another form.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn add(&mut self, console: &Console, event: Value) -> Result<(), ApiError> {
        if console.output == Output::Jsonl {
            return console.print(&format!("{event}\n"));
        }
        self.0.push(event);
        Ok(())
    }

    /// Prints what was collected, in the form asked for.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn print(self, console: &Console) -> Result<(), ApiError> {
        let columns = [
            Column("EVENT", "event"),
            Column("FILE", "path"),
            Column("ID", "view"),
            Column("PROFILE", "profile"),
            Column("MESSAGE", "message"),
        ];
        match console.output {
            Output::Text | Output::Jsonl => Ok(()),
            Output::Json => console.print(&table::render(Output::Json, &columns, &self.0)),
            output => {
                let ended: Vec<Value> = self.0.into_iter().filter(|event| event["event"] != "started").collect();
                console.print(&table::render(output, &columns, &ended))
            }
        }
    }
}

fn event(name: &str, plan: &Plan, more: Value) -> Value {
    let mut event = json!({"event": name, "path": plan.target.path, "view": plan.target.view, "profile": plan.target.profile,
        "state": plan.state, "action": plan.action, "fields": plan.units});
    if let (Some(event), Value::Object(more)) = (event.as_object_mut(), more) {
        event.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
    }
    event
}
