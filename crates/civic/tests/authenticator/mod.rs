//! A device that keeps passkeys, in a few lines: it makes a key pair (ES256), and
//! signs what a browser would hand it. For tests; a real one guards its key.

#![expect(clippy::unwrap_used, reason = "a device that cannot answer has failed")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Somebody is there, and is who they are: user present, user verified.
const PRESENT: u8 = 0b0000_0101;
/// A new key follows.
const NEW_KEY: u8 = 0b0100_0000;

/// The device, with the one key that it made.
pub(crate) struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    owner: String,
    /// The page that asks, as its browser sees it.
    pub(crate) origin: String,
    /// What it claims about who holds it.
    pub(crate) flags: u8,
    uses: u32,
}

impl Authenticator {
    /// A device before a page of this origin.
    pub(crate) fn at(origin: &str, seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 16],
            owner: String::new(),
            origin: origin.to_owned(),
            flags: PRESENT,
            uses: 0,
        }
    }

    /// Makes its key for the account that the options name.
    pub(crate) fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        self.owner = options["user"]["id"].as_str().unwrap().to_owned();
        let host = options["rp"]["id"].as_str().unwrap();
        let mut data = self.data(host, self.flags | NEW_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let asked = self.client_data("webauthn.create", &options);
        self.answer(&json!({
            "clientDataJSON": BASE64.encode(asked),
            "attestationObject": BASE64.encode(object),
            "transports": ["internal"],
        }))
    }

    /// Shows its key.
    pub(crate) fn get(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        self.uses += 1;
        let data = self.data(options["rpId"].as_str().unwrap(), self.flags);
        let asked = self.client_data("webauthn.get", &options);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(asked.as_bytes()));
        let signature: Signature = self.key.sign(&signed);
        self.answer(&json!({
            "clientDataJSON": BASE64.encode(asked),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der()),
            "userHandle": self.owner,
        }))
    }

    /// Its uses are forgotten, as those of a copy would be.
    pub(crate) fn copied(&mut self) {
        self.uses = 0;
    }

    fn data(&self, host: &str, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(host.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.uses.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        let challenge = options["challenge"].as_str().unwrap();
        let origin = &self.origin;
        format!(
            r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#
        )
    }

    /// COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_encoded_point(false);
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend(point.x().unwrap());
        key.extend([0x22, 0x58, 0x20]);
        key.extend(point.y().unwrap());
        key
    }

    fn answer(&self, response: &Value) -> String {
        let id = BASE64.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key",
            "response": response, "clientExtensionResults": {},
        })
        .to_string()
    }
}
