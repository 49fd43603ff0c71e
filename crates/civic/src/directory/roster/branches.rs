//! Which branch a row means: by its code, its name, or the name as people
//! shorten it. Pure.

use std::collections::BTreeMap;

use crate::directory::{Org, OrgKind};

/// The organisations that an import may put people in, by what they are called.
#[derive(Debug, Clone, Default)]
pub(super) struct Branches {
    orgs: Vec<Org>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// The places in the names of these and of those above.
    stems: Vec<String>,
}

/// Which organisation was meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// This one, by its place in the list.
    One(usize),
    /// None by that name.
    None,
    /// So many by that name.
    Several(usize),
}

impl Branches {
    /// The organisations of a sub-tree, the names above them taken as known.
    pub(super) fn of(orgs: Vec<Org>, above: &[Org]) -> Self {
        let stems: Vec<String> = above.iter().chain(&orgs).map(|o| stem(&o.name)).collect();
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, org) in orgs.iter().enumerate() {
            if org.kind == OrgKind::FunctionalGroup {
                continue;
            }
            let full = plain(&org.name);
            let mut names = vec![org.code.to_lowercase(), short(&full, &stems), full];
            names.sort();
            names.dedup();
            for name in names.into_iter().filter(|n| !n.is_empty()) {
                by_name.entry(name).or_default().push(place);
            }
        }
        Self {
            orgs,
            by_name,
            stems,
        }
    }

    /// Which one a text means.
    pub(super) fn meant(&self, text: &str) -> Meant {
        let name = plain(text);
        let found = self
            .by_name
            .get(&name)
            .or_else(|| self.by_name.get(&text.trim().to_lowercase()))
            .or_else(|| self.by_name.get(&short(&name, &self.stems)));
        match found.map(Vec::as_slice) {
            Some([one]) => Meant::One(*one),
            Some(several) => Meant::Several(several.len()),
            None => Meant::None,
        }
    }

    /// One of them.
    pub(super) fn get(&self, place: usize) -> Option<&Org> {
        self.orgs.get(place)
    }

    /// The only one that holds people, when there is just one.
    pub(super) fn only(&self) -> Option<usize> {
        (self.orgs.len() == 1).then_some(0)
    }

    /// Some of their names, for who wrote one that is not there.
    pub(super) fn some_names(&self) -> String {
        const SHOWN: usize = 4;
        let branches: Vec<&str> = self
            .orgs
            .iter()
            .filter(|o| o.kind == OrgKind::Branch)
            .map(|o| o.name.as_str())
            .collect();
        let more = if branches.len() > SHOWN { "等" } else { "" };
        let shown: Vec<&str> = branches.into_iter().take(SHOWN).collect();
        format!("{}{more}", shown.join("、"))
    }
}

/// A name without blanks, the party's own name, and with one word for a branch.
fn plain(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    let name = name
        .trim_start_matches("中国共产党")
        .trim_start_matches("中共");
    let name = name
        .strip_suffix("委员会")
        .filter(|n| n.ends_with("支部") || n.ends_with("总支"))
        .unwrap_or(name);
    name.replace("党支部", "支部").replace("党总支", "总支")
}

/// The place in a name: 示范社区 of 示范社区党总支.
fn stem(name: &str) -> String {
    const ENDS: [&str; 8] = [
        "总支部",
        "总支",
        "党工委",
        "党委",
        "支部",
        "党组织",
        "工委",
        "委员会",
    ];
    let name = plain(name);
    ENDS.iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(&name)
        .to_owned()
}

/// A name without the places in front that everyone here knows.
fn short(name: &str, stems: &[String]) -> String {
    let mut rest = name;
    while let Some(next) = stems
        .iter()
        .filter(|s| !s.is_empty())
        .filter_map(|s| rest.strip_prefix(s.as_str()))
        // What is left must still be a name: 支部 alone means any of them.
        .find(|next| next.chars().count() > 2)
    {
        rest = next;
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrgId;
    use crate::directory::Path;

    fn org(n: u8, kind: OrgKind, code: &str, name: &str) -> Org {
        Org {
            id: OrgId(ground::re::uuid::Uuid::from_u128(u128::from(n))),
            kind,
            code: code.into(),
            name: name.into(),
            path: Path(format!("{n:04}/")),
            address: String::new(),
            phone: String::new(),
        }
    }

    #[test]
    fn a_branch_is_known_by_code_full_name_and_short_name() {
        let above = [org(1, OrgKind::Committee, "sf", "示范街道党工委")];
        let orgs = vec![
            org(2, OrgKind::Community, "community", "示范社区党总支"),
            org(3, OrgKind::Branch, "branch-1", "示范社区第一党支部"),
            org(4, OrgKind::Branch, "branch-2", "示范社区第二党支部"),
        ];
        let branches = Branches::of(orgs, &above);
        for text in [
            "示范社区第一党支部",
            "第一党支部",
            "第一支部",
            "BRANCH-1",
            "中共示范街道示范社区第一支部委员会",
            " 示范社区 第一党支部",
        ] {
            assert_eq!(branches.meant(text), Meant::One(1), "{text}");
        }
        for text in ["第九党支部", "", "支部", "白榆社区第一党支部"] {
            assert_eq!(branches.meant(text), Meant::None, "{text}");
        }
    }

    #[test]
    fn a_short_name_that_two_branches_have_means_neither() {
        let orgs = vec![
            org(1, OrgKind::Community, "a", "青杨社区党总支"),
            org(2, OrgKind::Branch, "a1", "青杨社区第一党支部"),
            org(3, OrgKind::Community, "b", "白榆社区党总支"),
            org(4, OrgKind::Branch, "b1", "白榆社区第一党支部"),
        ];
        let branches = Branches::of(orgs, &[]);
        assert_eq!(branches.meant("第一党支部"), Meant::Several(2));
        assert_eq!(branches.meant("白榆社区第一党支部"), Meant::One(3));
    }
}
