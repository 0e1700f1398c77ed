//! What the sandbox knows: organisations, their credentials, and their records as JSON objects in the wire's own shape.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// All organisations, and the number of the last thing made.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct World {
    #[serde(default)]
    pub(crate) serial: u64,
    pub(crate) organizations: Vec<Org>,
}

/// Records by id.
pub(crate) type Table = BTreeMap<String, Value>;

/// One organisation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Org {
    pub(crate) id: String,
    /// The number in segment ids, `s300000001_…`.
    pub(crate) number: u64,
    pub(crate) credentials: Vec<Credential>,
    #[serde(default)]
    pub(crate) users: Vec<Value>,
    #[serde(default)]
    pub(crate) tables: BTreeMap<Kind, Table>,
    /// Components by connection id.
    #[serde(default)]
    pub(crate) components: BTreeMap<String, Components>,
}

/// The dimensions and metrics of all data views on one connection.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Components {
    #[serde(default)]
    pub(crate) dimensions: Vec<Value>,
    #[serde(default)]
    pub(crate) metrics: Vec<Value>,
}

/// The kinds of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    Connections,
    DataViews,
    Segments,
    Tags,
    Shares,
    Audit,
}

/// One step of a write: the record as it is afterwards, or `None` when it is gone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) record: Option<Value>,
}

/// A credential that the sandbox accepts. It is good for nothing elsewhere.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    /// The organisation id, `…@AdobeOrg`.
    #[serde(default)]
    pub organization: String,
    /// 32 hexadecimal digits.
    pub client_id: String,
    /// Up to two, as the Developer Console allows for rotation.
    pub secrets: Vec<String>,
    /// The scopes bound to it. Empty for a service account (JWT).
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The technical account, `…@techacct.adobe.com`.
    pub technical_account_id: String,
    /// Its mail address.
    #[serde(default)]
    pub technical_account_email: String,
    /// May it list all connections and edit other people's segments?
    #[serde(default)]
    pub product_admin: bool,
    /// False for a credential without a product profile: every call answers 403025.
    #[serde(default = "yes")]
    pub product_profile: bool,
    /// The PEM public key of a service account (JWT).
    #[serde(default)]
    pub public_key: Option<String>,
    /// The metascopes bound to a service account.
    #[serde(default)]
    pub metascopes: Vec<String>,
}

fn yes() -> bool {
    true
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("client_id", &self.client_id)
            .field("secrets", &"[redacted]")
            .finish_non_exhaustive()
    }
}

impl World {
    /// Every credential.
    pub(crate) fn credentials(&self) -> impl Iterator<Item = &Credential> {
        self.organizations.iter().flat_map(|org| &org.credentials)
    }

    /// The organisation.
    pub(crate) fn org(&self, id: &str) -> Option<&Org> {
        self.organizations.iter().find(|org| org.id == id)
    }

    /// Applies changes that are already written down.
    pub(crate) fn apply(&mut self, org: &str, changes: Vec<Change>) {
        let Some(org) = self.organizations.iter_mut().find(|o| o.id == org) else { return };
        for Change { kind, id, record } in changes {
            let table = org.tables.entry(kind).or_default();
            match record {
                Some(record) => table.insert(id, record),
                None => table.remove(&id),
            };
        }
    }
}

impl Org {
    /// The records of a kind.
    pub(crate) fn table(&self, kind: Kind) -> &Table {
        static EMPTY: Table = Table::new();
        self.tables.get(&kind).unwrap_or(&EMPTY)
    }

    /// One record.
    pub(crate) fn record(&self, kind: Kind, id: &str) -> Option<&Value> {
        self.table(kind).get(id)
    }
}

/// Makes numbers and ids. They depend on the count alone, so the same calls give the same ids.
#[derive(Debug)]
pub(crate) struct Mint(pub(crate) u64);

impl Mint {
    /// The next number.
    pub(crate) fn number(&mut self) -> u64 {
        self.0 += 1;
        self.0
    }

    /// 24 hexadecimal digits, as in `dv_65f…`.
    pub(crate) fn hex24(&mut self) -> String {
        hex24(self.number())
    }
}

/// The id of the thing with this number (splitmix64: every number has another id).
pub(crate) fn hex24(number: u64) -> String {
    let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    format!("65f{:05x}{:016x}", number & 0xf_ffff, z ^ (z >> 31))
}
