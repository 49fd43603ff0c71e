//! Backup, restore, keys and doctor, as they are typed.

#![expect(
    clippy::unwrap_used,
    reason = "a console that cannot be run has failed"
)]

use std::path::Path;
use std::process::{Command, Output};

use ground::{Db, Vault, sql};
use uuid::Uuid;

const PASSPHRASE: &str = "青杨街道的恢复口令一二三";

fn console(folder: &Path, passphrase: &str, args: &[&str]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_sanzheng"))
        .args(args)
        .current_dir(folder)
        .env("SANZHENG_PASSPHRASE", passphrase)
        .env_remove("SANZHENG_KEYS")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (status.code().unwrap_or(-1), text(&stdout), text(&stderr))
}

/// A line that must succeed; what it said.
fn does(folder: &Path, args: &[&str]) -> String {
    let (code, out, err) = console(folder, PASSPHRASE, args);
    assert_eq!(code, 0, "{args:?}: {out}{err}");
    out
}

/// A line that must be refused; why.
fn refuses(folder: &Path, args: &[&str]) -> String {
    let (code, out, err) = console(folder, PASSPHRASE, args);
    assert_eq!((code, out.as_str()), (1, ""), "{args:?}: {err}");
    err
}

fn founded() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    does(
        folder.path(),
        &[
            "init",
            "--code",
            "qingyang",
            "--committee",
            "青杨街道党工委",
            "--community",
            "青杨社区党总支",
        ],
    );
    folder
}

/// Runs one text in the folder's database.
fn in_database(folder: &Path, work: &impl AsyncFn(&Db, &Vault)) {
    let data = folder.join("sanzheng-data");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let db = Db::sqlite(&data.join("sanzheng.db")).await.unwrap();
        let vault = Vault::load(&data.join("keys.toml")).unwrap();
        work(&db, &vault).await;
        db.close().await;
    });
}

/// Seals something for the administrator of the town.
async fn seal_something(db: &Db, vault: &Vault) {
    db.write(|tx| {
        Box::pin(async move {
            let who: (Uuid, Uuid) = sql!(tx, "select tenant_id, id from person limit 1")
                .opt()
                .await?
                .unwrap();
            let about = format!("{}|{}|particulars", who.0, who.1);
            let sealed = vault.seal("13900000000".as_bytes(), about.as_bytes())?;
            sql!(
                tx,
                "insert into person_sealed (tenant_id, person_id, sealed) values ($1, $2, $3)",
                who.0,
                who.1,
                sealed
            )
            .run()
            .await
        })
    })
    .await
    .unwrap();
}

#[test]
fn a_town_is_backed_up_and_comes_back_on_another_machine_with_its_keys() {
    let home = founded();
    in_database(home.path(), &seal_something);
    let out = does(home.path(), &["backup", "town.sanzheng"]);
    assert!(
        out.contains("已备份") && out.contains("密钥文件在内"),
        "{out}"
    );
    let verified = does(
        home.path(),
        &["backup", "--verify", "town.sanzheng", "--json"],
    );
    let elsewhere = tempfile::tempdir().unwrap();
    let file = home.path().join("town.sanzheng");
    let file = file.to_str().unwrap();
    let restored = does(elsewhere.path(), &["restore", file, "--json"]);
    assert_eq!(restored, verified, "the same counts and hashes");
    let keys = |folder: &Path| std::fs::read(folder.join("sanzheng-data/keys.toml")).unwrap();
    assert_eq!(keys(elsewhere.path()), keys(home.path()));
    let status = does(elsewhere.path(), &["keys", "status"]);
    assert!(status.contains("person_sealed.sealed 1项"), "{status}");
    assert!(does(elsewhere.path(), &["audit", "verify"]).contains("链条完整"));
    let again = refuses(elsewhere.path(), &["restore", file]);
    assert!(
        again.contains("已经有数据") && again.contains("tenant 1行"),
        "{again}"
    );
    let taken = refuses(home.path(), &["backup", "town.sanzheng"]);
    assert!(taken.contains("已经有了"), "{taken}");
}

#[test]
fn a_wrong_passphrase_or_a_damaged_file_restores_nothing() {
    let home = founded();
    does(home.path(), &["backup", "town.sanzheng"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy.sanzheng");
    let whole = std::fs::read(home.path().join("town.sanzheng")).unwrap();
    std::fs::write(&copy, &whole).unwrap();
    let (code, _, err) = console(
        elsewhere.path(),
        "另一个口令另一个口令",
        &["restore", "copy.sanzheng"],
    );
    assert_eq!((code, err.trim()), (1, "恢复口令不对"));
    std::fs::write(&copy, &whole[..whole.len() - 7]).unwrap();
    assert!(refuses(elsewhere.path(), &["restore", "copy.sanzheng"]).contains("不完整"));
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    std::fs::write(&copy, &flipped).unwrap();
    assert!(refuses(elsewhere.path(), &["restore", "copy.sanzheng"]).contains("被改动过或损坏"));
    let left = std::fs::read_dir(elsewhere.path()).unwrap().count();
    assert_eq!(left, 1, "nothing was made");
    let (code, _, err) = console(home.path(), "太短", &["backup", "other.sanzheng"]);
    assert!(code == 1 && err.contains("太短"), "{err}");
    assert!(!home.path().join("other.sanzheng.part").exists());
    let (_, _, err) = console(home.path(), "", &["backup", "other.sanzheng"]);
    assert!(
        err.contains("--passphrase-file"),
        "no terminal to ask at: {err}"
    );
}

#[test]
fn other_keys_are_never_written_over() {
    let home = founded();
    does(home.path(), &["backup", "town.sanzheng"]);
    let file = home.path().join("town.sanzheng");
    let elsewhere = founded();
    let data = elsewhere.path().join("sanzheng-data");
    let keys = std::fs::read(data.join("keys.toml")).unwrap();
    std::fs::remove_file(data.join("sanzheng.db")).unwrap();
    let refused = refuses(elsewhere.path(), &["restore", file.to_str().unwrap()]);
    assert!(refused.contains("另一套密钥"), "{refused}");
    assert_eq!(std::fs::read(data.join("keys.toml")).unwrap(), keys);
    std::fs::rename(data.join("keys.toml"), data.join("keys-old.toml")).unwrap();
    does(elsewhere.path(), &["restore", file.to_str().unwrap()]);
}

#[test]
fn without_its_key_file_a_site_that_sealed_something_does_not_start() {
    let home = founded();
    let path = home.path().join("sanzheng-data/keys.toml");
    std::fs::remove_file(&path).unwrap();
    let recover = ["admin", "recover", "qingyang-admin"];
    does(home.path(), &recover);
    assert!(path.exists(), "nothing was sealed yet: made anew");
    in_database(home.path(), &seal_something);
    let kept = home.path().join("kept.toml");
    std::fs::rename(&path, &kept).unwrap();
    let refused = refuses(home.path(), &recover);
    assert!(refused.contains("没有密钥文件"), "{refused}");
    assert!(!path.exists(), "no new one is made");
    let (code, out, _) = console(home.path(), PASSPHRASE, &["doctor"]);
    assert!(
        code == 1 && out.contains("不好  密钥：没有密钥文件"),
        "{out}"
    );
    Vault::for_tests(5).unwrap().save(&path).unwrap();
    assert!(refuses(home.path(), &recover).contains("没有这一把"));
    std::fs::rename(&kept, &path).unwrap();
    does(home.path(), &recover);
}

#[test]
fn keys_are_rotated_and_the_doctor_agrees() {
    let home = founded();
    in_database(home.path(), &seal_something);
    let out = does(home.path(), &["keys", "rotate", "--algorithm", "sm4-gcm"]);
    assert!(
        out.contains("sm4-gcm") && out.contains("共重新封存1项"),
        "{out}"
    );
    let status = does(home.path(), &["keys", "status", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["keys"].as_array().unwrap().len(), 2);
    assert_eq!(status["uses"].as_array().unwrap().len(), 1);
    assert_eq!(status["uses"][0]["is_current"], true);
    let out = does(home.path(), &["doctor"]);
    assert!(out.contains("好    密钥：2把，封存1项，都能打开"), "{out}");
}

#[test]
fn the_doctor_names_an_edited_record_and_an_open_key_file() {
    let home = founded();
    does(home.path(), &["backup", "town.sanzheng"]);
    let well = does(home.path(), &["doctor"]);
    for line in ["好    完整性", "链条完整", "好    备份：最近一次在0天前"] {
        assert!(well.contains(line), "{line}: {well}");
    }
    in_database(home.path(), &async |db: &Db, _: &Vault| {
        let edit = db.write(|tx| {
            Box::pin(sql!(tx, "update audit set act = 'signed_in' where seq = 2").run())
        });
        assert_eq!(edit.await.unwrap(), 1);
    });
    let keys = home.path().join("sanzheng-data/keys.toml");
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (code, out, _) = console(home.path(), PASSPHRASE, &["doctor"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("qingyang：第2条断裂"), "{out}");
    assert!(out.contains("chmod 600"), "{out}");
    let (code, out, _) = console(home.path(), PASSPHRASE, &["doctor", "--json"]);
    let lines: serde_json::Value = serde_json::from_str(&out).unwrap();
    let bad = lines
        .as_array()
        .unwrap()
        .iter()
        .filter(|l| l["state"] == "bad");
    assert_eq!((code, bad.count()), (1, 2));
}
