//! `cja.checkWithService`: would the service take the file as it is?

use super::{Answer, Call};
use crate::api::{ApiError, Kind};

pub(super) async fn run(call: &Call) -> Result<Answer, ApiError> {
    let file = call.saved().await?;
    let name = file.name.clone().unwrap_or_else(|| file.path.clone());
    match call.workspace.check_server(file).await {
        Ok(()) => {
            let message = format!("The service would take \"{}\".", crate::api::error::plain(&name));
            Ok(Answer::new("done", message))
        }
        Err(error) => {
            if error.kind() == Kind::Invalid {
                super::push::verdict(call, &error);
            }
            Err(error)
        }
    }
}
