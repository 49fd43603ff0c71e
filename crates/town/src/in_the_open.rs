//! Some cards, messages and comments in the demo's year: enough to see each state once.

use civic::directory::{Person, Role};
use civic::presence::cards::{self, Consent};
use civic::presence::{Answer, Field, NewLetter, relay, supervision};
use civic::{CardId, PledgeId};
use ground::Result;

use crate::year::Progress;

fn letter<'a>(words: &'a str, name: &'a str, phone: &'a str) -> NewLetter<'a> {
    NewLetter {
        words,
        name,
        phone,
        busy: false,
        answer: Answer::default(),
    }
}

/// In the summer the first members show their cards, and the first residents write.
pub(crate) async fn summer(progress: &Progress, pledges: &[PledgeId]) -> Result<()> {
    let (db, house, town) = (&progress.db, &progress.house, &progress.town);
    let secretary = &town.visit(house, Role::Secretary);
    let visitor = &civic::Counter::visitor(house, town.tenant);
    let holders = holders(progress);
    db.write(|tx| {
        let holders = holders.clone();
        Box::pin(async move {
            for (n, person) in holders.iter().enumerate() {
                let own = &town.visit_by(house, person);
                let all = [
                    Field::Name,
                    Field::Branch,
                    Field::Pledges,
                    Field::Relay,
                    Field::Post,
                ];
                let fields = &all[..5 - n % 2];
                if n == 1 {
                    let how = Consent::Sheet {
                        day: Some(secretary.today),
                        place: "支部档案盒1",
                    };
                    cards::consent(tx, secretary, person.id, fields, how).await?;
                } else {
                    cards::consent(tx, own, person.id, fields, Consent::Own).await?;
                }
                cards::issue(tx, secretary, person.id, true).await?;
            }
            // Pledges of others than the secretary, who handles what is said of them.
            let mut of_others = Vec::new();
            for id in pledges {
                let vow = supervision::vow(tx, visitor, *id).await?;
                let own = secretary.actor.as_ref().is_some_and(|a| a.name == vow.name);
                if !own {
                    of_others.push(*id);
                }
            }
            const SAID: [&str; 3] = [
                "答应每月清理花坛，上个月没有看到有人来。",
                "夜间巡查很好，希望冬天也坚持。",
                "想问问社区停车收费的事。",
            ];
            for (id, said) in of_others.iter().zip(SAID) {
                let new = &letter(said, "", "");
                supervision::comment(tx, visitor, *id, new).await?;
            }
            let waiting = supervision::waiting(tx, secretary, town.path()).await?;
            for comment in waiting {
                match comment.words.as_str() {
                    said if said == SAID[0] => {
                        let words = "有群众反映上个月花坛没有清理，请说明情况。";
                        supervision::pass_on(tx, secretary, comment.id, words).await?;
                    }
                    said if said == SAID[1] => {
                        let words = "谢谢您。冬天照常巡查，时间改为每晚七点。";
                        supervision::answer(tx, secretary, comment.id, words).await?;
                    }
                    _ => {
                        let words = "与这项承诺无关，停车收费请打社区值班电话。";
                        supervision::set_aside(tx, secretary, comment.id, words).await?;
                    }
                }
            }
            Ok(())
        })
    })
    .await
}

/// Today a comment and two messages wait.
pub(crate) async fn today(progress: &Progress, pledges: &[PledgeId]) -> Result<()> {
    let (db, house, town) = (&progress.db, &progress.house, &progress.town);
    let visitor = &civic::Counter::visitor(house, town.tenant);
    db.write(|tx| {
        Box::pin(async move {
            if let Some(pledge) = pledges.last() {
                let new = &letter(
                    "教老人用手机的课讲得快，能不能慢一点，多来一次。",
                    "示范居民",
                    "0000-5550199",
                );
                supervision::comment(tx, visitor, *pledge, new).await?;
            }
            let listed = cards::public(tx, town.tenant, town.path(), None, 9).await?;
            let relayed = listed.iter().filter(|c| c.given.contains(&Field::Relay));
            let cards: Vec<CardId> = relayed.map(|c| c.id).collect();
            const ASKED: [&str; 2] = [
                "三单元的楼道灯坏了，找谁报修？",
                "想学手机挂号，什么时候开课？",
            ];
            for (card, words) in cards.iter().zip(ASKED) {
                let new = &letter(words, "", "");
                relay::write(tx, visitor, *card, new).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Who shows a card: some of the first branch, the member with an account among them.
fn holders(progress: &Progress) -> Vec<Person> {
    let Some(branch) = progress.town.members.first() else {
        return Vec::new();
    };
    let some = branch.iter().skip(1).take(3);
    let mut holders: Vec<Person> = some.cloned().collect();
    let last = branch.last();
    holders.extend(
        last.filter(|p| !holders.iter().any(|h| h.id == p.id))
            .cloned(),
    );
    holders
}
