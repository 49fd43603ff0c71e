//! What a clerk does with a file, and what becomes of it.

use civic::directory::people::search;
use civic::directory::roster::{self, Field, RequestState};
use civic::directory::{self, Role};
use ground::Error;
use paper::sheet::{self, Cell, Go, Limits, Told};
use town::on_both;

use crate::files::{Desk, HEADINGS, How, Person, file, id_number, person, table, visit};

const UPDATE: How = How {
    updates: true,
    whole: false,
};

/// 1,000 rows with 7 planted errors.
#[tokio::test]
async fn of_a_thousand_rows_with_seven_errors_993_go_in_and_taking_them_back_leaves_no_trace() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let before = desk.holds().await;
        let branch = desk.branch().name.clone();
        let mut people: Vec<Person> = (0..1000).map(|n| person(n, &branch)).collect();
        let digit = people[10].id_number.pop().unwrap();
        people[10]
            .id_number
            .push(if digit == '1' { '2' } else { '1' });
        people[111].sex = "男".into();
        people[222].phone = "1900000".into();
        people[333].name.clear();
        people[444].branch = "第九党支部".into();
        people[555].joined = "2001.02.30".into();
        people[666].id_number = people[665].id_number.clone();
        let report = desk.import(file(&people), How::default()).await.unwrap();
        assert_eq!(report.accepted(), 993);
        let refused: Vec<(u32, &str)> = report
            .refused
            .iter()
            .map(|r| (r.row, r.column.as_str()))
            .collect();
        assert_eq!(
            refused,
            [
                (12, "身份证号"),
                (113, "性别"),
                (224, "手机"),
                (335, "姓名"),
                (446, "所在党支部"),
                (557, "入党时间"),
                (668, "身份证号"),
            ]
        );
        for (remark, word) in report.refused.iter().zip([
            "校验位",
            "身份证号",
            "手机是11位",
            "空",
            "第九党支部",
            "没有这一天",
            "第667行",
        ]) {
            assert!(remark.reason.contains(word), "{}", remark.reason);
        }
        let at = &desk.at();
        let path = &desk.branch().path;
        let members = world
            .db
            .read(|tx| Box::pin(directory::roster(tx, at.tenant, path)))
            .await
            .unwrap();
        assert_eq!(members.len(), 993 + desk.town.members[0].len());
        desk.undo(report.batch.unwrap()).await.unwrap();
        assert_eq!(desk.holds().await, before, "every table as it was");
    })
    .await;
}

#[tokio::test]
async fn with_all_or_none_one_bad_row_keeps_everybody_out() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let branch = desk.branch().name.clone();
        let mut people: Vec<Person> = (0..60).map(|n| person(n, &branch)).collect();
        people[7].name.clear();
        let whole = How {
            updates: false,
            whole: true,
        };
        let refused = desk.import(file(&people), whole).await.unwrap_err();
        assert_eq!(
            refused.refusal::<roster::No>(),
            Some(&roster::No::NotWhole(1))
        );
        people[7].name = "丁一".into();
        assert_eq!(
            desk.import(file(&people), whole).await.unwrap().accepted(),
            60
        );
    })
    .await;
}

/// Ruling 24: what went out masked comes in again and changes nothing.
#[tokio::test]
async fn ten_thousand_people_exported_and_imported_again_change_nothing() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let branch = desk.branch().name.clone();
        let people: Vec<Person> = (0..10_000).map(|n| person(n, &branch)).collect();
        assert_eq!(
            desk.import(file(&people), How::default())
                .await
                .unwrap()
                .added,
            10_000
        );
        let before = desk.holds().await;
        let report = desk.import(desk.export().await, UPDATE).await.unwrap();
        assert_eq!(report.refused, []);
        let everybody = 10_000 + i64::try_from(desk.town.members[0].len()).unwrap();
        assert_eq!(
            (report.added, report.changed, report.unchanged),
            (0, 0, everybody)
        );
        assert_eq!(desk.holds().await, before);
    })
    .await;
}

#[tokio::test]
async fn somebody_who_is_there_is_refused_without_the_tick_and_brought_up_with_it() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let branch = desk.branch().name.clone();
        let mut people: Vec<Person> = (0..3).map(|n| person(n, &branch)).collect();
        desk.import(file(&people), How::default()).await.unwrap();
        people[1].phone = "19912345678".into();
        people[2].phone = String::new();
        people.push(person(3, &branch));
        let report = desk.import(file(&people), How::default()).await.unwrap();
        assert_eq!((report.added, report.refused_rows), (1, 3));
        assert!(report.refused[0].reason.contains("更新已有人员"));
        let report = desk.import(file(&people), UPDATE).await.unwrap();
        assert_eq!((report.added, report.changed, report.unchanged), (0, 1, 3));
        let at = &desk.at();
        let found = async |question: &'static str| {
            let hits = world
                .db
                .read(|tx| Box::pin(search(tx, at, question, 10)))
                .await
                .unwrap();
            hits.into_iter().map(|p| p.name).collect::<Vec<_>>()
        };
        assert_eq!(found("5678").await, [people[1].name.as_str()]);
        assert_eq!(found("19912345678").await, [people[1].name.as_str()]);
        assert_eq!(
            found("0001").await,
            Vec::<String>::new(),
            "the old tail is gone"
        );
        assert_eq!(
            found("0002").await,
            [people[2].name.as_str()],
            "a blank cell changes nothing"
        );
    })
    .await;
}

#[tokio::test]
async fn somebody_registered_by_name_alone_is_known_by_name_branch_and_birth() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let there = &desk.town.members[0][1];
        let mut one = person(40, &desk.branch().name);
        one.name = there.name.clone();
        let report = desk
            .import(file(std::slice::from_ref(&one)), UPDATE)
            .await
            .unwrap();
        assert_eq!((report.added, report.changed), (0, 1));
        let mut namesake = person(41, &desk.branch().name);
        namesake.name = there.name.clone();
        let report = desk.import(file(&[namesake]), UPDATE).await.unwrap();
        assert_eq!(
            (report.added, report.changed),
            (1, 0),
            "another number, another person"
        );
        one.id_number = String::new();
        let report = desk.import(file(&[one]), UPDATE).await.unwrap();
        assert_eq!(report.unchanged, 1, "found by name and birth");
    })
    .await;
}

#[tokio::test]
async fn names_with_points_and_rare_characters_survive_the_round_trip() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let long = "阿".repeat(30);
        let names = ["阿依古丽•示例", "李𬭎", "㛃文", &long, "=SUM"];
        let mut people: Vec<Person> = (0..5).map(|n| person(n, &desk.branch().name)).collect();
        for (one, name) in people.iter_mut().zip(names) {
            one.name = name.into();
        }
        let report = desk.import(file(&people), How::default()).await.unwrap();
        let rows: Vec<_> = report.refused.iter().map(|r| (r.row, &r.reason)).collect();
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert_eq!((report.added, rows[0].0), (4, 6));
        let mut seen = Vec::new();
        let bytes = desk.export().await;
        sheet::read(
            std::io::Cursor::new(bytes),
            &Limits::default(),
            &mut |told| {
                if let Told::Row(row) = told {
                    seen.extend(row.cells.get(2).cloned());
                }
                Go::On
            },
        )
        .unwrap();
        for name in ["阿依古丽·示例", "李𬭎", "㛃文", &long] {
            assert!(seen.contains(&Cell::Text(name.into())), "{name}");
        }
    })
    .await;
}

/// The first column of a file that says who takes it: what begins like a formula is text.
#[tokio::test]
async fn lively_cells_come_in_as_text_and_go_out_as_text() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let one = person(0, &desk.branch().name);
        let lively = "=HYPERLINK(\"http://example.invalid\",\"x\")";
        let row = |name: &str| {
            vec![
                one.branch.clone(),
                name.into(),
                lively.into(),
                "@post".into(),
                "正式".into(),
                "社区".into(),
            ]
        };
        let headings = ["支部", "姓名", "备注", "党内职务", "人员类别", "党员类别"];
        let report = desk
            .import(
                table(&headings, &[row("丁一"), row("+丁二")]),
                How::default(),
            )
            .await
            .unwrap();
        assert_eq!((report.added, report.refused_rows), (1, 1));
        let mut cells = Vec::new();
        let bytes = desk.export().await;
        sheet::read(
            std::io::Cursor::new(bytes),
            &Limits::default(),
            &mut |told| {
                if let Told::Row(row) = told {
                    cells.extend(row.cells);
                }
                Go::On
            },
        )
        .unwrap();
        assert!(cells.contains(&Cell::Text(lively.into())));
        assert!(cells.contains(&Cell::Text("@post".into())));
        assert!(!cells.contains(&Cell::Formula));
    })
    .await;
}

/// Protected columns leave once, for a day, when a second person agreed.
#[tokio::test]
async fn numbers_leave_whole_only_when_a_second_person_agreed() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let one = person(0, &desk.branch().name);
        desk.import(file(std::slice::from_ref(&one)), How::default())
            .await
            .unwrap();
        let holds = |bytes: Vec<u8>| {
            let (mut whole, mut phone) = (false, false);
            sheet::read(
                std::io::Cursor::new(bytes),
                &Limits::default(),
                &mut |told| {
                    if let Told::Row(row) = told {
                        whole |= row.cells.contains(&Cell::Text(one.id_number.clone()));
                        phone |= row.cells.contains(&Cell::Text(one.phone.clone()));
                    }
                    Go::On
                },
            )
            .unwrap();
            (whole, phone)
        };
        assert_eq!(holds(desk.export().await), (false, false));
        let (clerk, org) = (&desk.at(), &desk.town.community);
        let ask = async |fields: &'static [Field], reason: &'static str| {
            world
                .db
                .write(|tx| Box::pin(roster::ask(tx, clerk, org, fields, reason)))
                .await
        };
        assert!(ask(&[Field::IdNumber], " ").await.is_err());
        assert!(ask(&[Field::Name], "转接").await.is_err());
        let id = ask(&[Field::IdNumber], "办理组织关系转接").await.unwrap();
        let decide = async |role: Role| {
            let at = visit(&desk, role);
            let at = &*at;
            world
                .db
                .write(|tx| Box::pin(roster::decide(tx, at, id, RequestState::Approved, "")))
                .await
        };
        let whole = async || {
            world
                .db
                .write(|tx| Box::pin(roster::export(tx, clerk, org, Some(id))))
                .await
        };
        assert!(whole().await.is_err(), "nobody agreed yet");
        assert!(decide(Role::Clerk).await.is_err(), "not by who asked");
        assert!(matches!(
            decide(Role::Secretary).await,
            Err(Error::Forbidden)
        ));
        assert!(matches!(decide(Role::Member).await, Err(Error::NotFound)));
        decide(Role::Superior).await.unwrap();
        assert!(decide(Role::Superior).await.is_err(), "answered once");
        assert_eq!(holds(whole().await.unwrap().0), (true, false));
        assert!(whole().await.is_err(), "one file");
        let id = ask(&[Field::Phone], "通知开会").await.unwrap();
        let (superior, clerk) = (visit(&desk, Role::Superior), visit(&desk, Role::Clerk));
        let superior = &*superior;
        world
            .db
            .write(|tx| Box::pin(roster::decide(tx, superior, id, RequestState::Approved, "")))
            .await
            .unwrap();
        world.clock("2026-05-08", 9, 1);
        let later = &desk.town.visit(&world.house, Role::Clerk);
        assert!(clerk.now < later.now);
        let late = world
            .db
            .write(|tx| Box::pin(roster::export(tx, later, org, Some(id))))
            .await;
        assert!(late.is_err(), "its day is over");
    })
    .await;
}

/// what a thief of the database reads.
#[tokio::test]
async fn no_number_stands_in_the_database() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let mut people: Vec<Person> = (0..20).map(|n| person(n, &desk.branch().name)).collect();
        // Also where something went wrong: a number in the wrong column, a number twice.
        people[3].sex = people[3].id_number.clone();
        people[4].branch = people[4].phone.clone();
        people[5].id_number = people[6].id_number.clone();
        people[7].joined = people[7].phone.clone();
        let report = desk.stage(file(&people), How::default()).await.unwrap();
        let (at, id) = (&desk.at(), report.batch.unwrap());
        let look = async || {
            let dump = crate::faults::dump(&world).await;
            for one in &people {
                for number in [&one.id_number, &one.phone] {
                    let found = dump.windows(number.len()).any(|w| w == number.as_bytes());
                    assert!(!found, "{number} stands in the database");
                }
            }
        };
        look().await;
        world
            .db
            .write(|tx| Box::pin(roster::apply(tx, at, id)))
            .await
            .unwrap();
        desk.import(desk.export().await, UPDATE).await.unwrap();
        look().await;
    })
    .await;
}

#[tokio::test]
async fn a_sheet_without_a_class_is_taken_and_says_so_and_an_empty_class_is_refused() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let one = person(0, &desk.branch().name);
        let bare = table(
            &["支部", "姓名", "血型"],
            &[vec![one.branch.clone(), one.name.clone()]],
        );
        let report = desk.stage(bare, How::default()).await.unwrap();
        assert_eq!((report.added, report.noted.len()), (1, 2));
        assert_eq!(report.unknown, ["血型"]);
        let row = vec![one.branch, one.name, "正式".to_owned(), "农村".to_owned()];
        let headings = ["支部", "姓名", "人员类别", "党员类别"];
        let mut blank = row.clone();
        (blank[1], blank[3]) = ("丁二".to_owned(), String::new());
        let report = desk
            .stage(table(&headings, &[row, blank]), How::default())
            .await
            .unwrap();
        let refused: Vec<_> = report
            .refused
            .iter()
            .map(|r| (r.row, r.column.as_str()))
            .collect();
        assert_eq!(refused, [(2, "党员类别"), (3, "党员类别")]);
    })
    .await;
}

#[tokio::test]
async fn who_keeps_no_roster_brings_no_file_and_a_branch_keeps_to_itself() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let other = world.town(1).await.unwrap();
        let bytes = file(&[person(0, &desk.branch().name)]);
        for (at, gone) in [
            (desk.town.visit(&world.house, Role::Superior), false),
            (desk.town.visit(&world.house, Role::Member), true),
            (other.visit(&world.house, Role::Clerk), true),
        ] {
            let order = desk.order(How::default());
            let source = std::io::Cursor::new(bytes.clone());
            let refused = roster::check(&world.db, &at, &order, source, &mut |_| {}).await;
            match refused {
                Err(Error::NotFound) => assert!(gone || at.tenant != desk.town.tenant),
                Err(Error::Forbidden) => assert!(!gone),
                other => panic!("{other:?}"),
            }
        }
        let report = desk.import(bytes, How::default()).await.unwrap();
        let (stranger, id) = (
            &other.visit(&world.house, Role::Clerk),
            report.batch.unwrap(),
        );
        let seen = world
            .db
            .read(|tx| Box::pin(roster::batch(tx, stranger, id)))
            .await;
        assert!(matches!(seen, Err(Error::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_month_stays_a_month_and_an_old_number_is_taken_with_a_note() {
    on_both(async |world| {
        let desk = Desk::open(&world).await;
        let mut one = person(0, &desk.branch().name);
        let whole = id_number("19500101", 0, true);
        one.id_number = format!("{}{}", &whole[..6], &whole[8..17]);
        let report = desk
            .import(file(std::slice::from_ref(&one)), How::default())
            .await
            .unwrap();
        assert_eq!((report.added, report.noted.len()), (1, 1));
        one.id_number = whole;
        let report = desk.import(file(&[one]), How::default()).await.unwrap();
        assert!(
            report.refused[0].reason.contains("已在名册"),
            "the same card"
        );
        assert_eq!(HEADINGS[5], "出生年月");
        let hit = desk.export().await;
        let mut births = Vec::new();
        sheet::read(std::io::Cursor::new(hit), &Limits::default(), &mut |told| {
            if let Told::Row(row) = told {
                births.extend(row.cells.get(5).cloned());
            }
            Go::On
        })
        .unwrap();
        assert!(births.contains(&Cell::Text("1950.01".into())));
    })
    .await;
}
