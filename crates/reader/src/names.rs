//! Names of persons, found by their context alone, only to be masked.

use std::collections::HashSet;
use std::ops::Range;

use crate::hanzi::is_han;
use crate::page::{Page, cut};
use crate::pattern::Pattern;
use crate::people::{self, Stretch};

/// Names of persons on the page, by their context alone: lists of a group, contacts, comrades, posts with a name.
pub(crate) fn names(page: &Page, rolls: &[Stretch], sentences: &[Range<usize>]) -> HashSet<String> {
    let mut out = HashSet::new();
    out.extend(people::listed_names(page, rolls));
    for sentence in sentences {
        let words = page.key(sentence);
        if words.contains('人') {
            for c in CONTACT.all(words) {
                let name: String = c["name"].chars().filter(|c| *c != ' ').collect();
                if personal(&name) {
                    out.insert(name);
                }
            }
        }
        if words.contains("同志") {
            for c in COMRADE.all(words) {
                let rest = c.get(0).map_or("", |m| &words[m.end()..]);
                if rest.starts_with("为总书记") || rest.starts_with("为核心") {
                    continue;
                }
                out.extend(tail_name(&c["name"]));
            }
        }
        posted(words, &mut out);
    }
    out.extend(spaced(page, &out));
    out
}

const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠甄曲家封芮储靳汲松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利师巩聂关荆肖闫付代岳苟佟揭占兰上官欧阳司马诸葛";

pub(crate) const NO_NAMES: [&str; 38] = [
    "组织", "宣传", "纪检", "统战", "群众", "党员", "代表", "同志", "助理", "秘书", "成员", "兼任",
    "担任", "负责", "牵头", "分别", "任组", "为组", "任副", "为副", "或者", "以及", "全体", "各位",
    "参加", "要求", "工作", "会议", "办公", "领导", "有关", "相关", "亲自", "带头", "述职", "讲话",
    "应当", "必须",
];

static CONTACT: Pattern = Pattern::new(
    "(?:联系人|联 系 人|经办人|联络人|负责人|报送人|签发人|作者|填表人)[：: ] *(?P<name>[一-龥]{1}[一-龥 ]{1,3})(?:[，。；、（ 0-9]|$)",
);

static COMRADE: Pattern = Pattern::new("(?P<name>[一-龥]{2,4})同志");

static POSTED: Pattern = Pattern::new(
    "书记|主任|委员|部长|局长|组长|主席|镇长|乡长|区长|县长|市长|处长|科长|所长|站长|院长|校长|园长|会长|秘书长|经理|董事长|干事|专员|站员|队长|主管|负责人|联络员|专干|网格长|厅长|司长|行长|社长|班长|股长|干部",
);

/// 书记 with a name and a verb behind: 由社区书记某某某负责.
fn posted(words: &str, out: &mut HashSet<String>) {
    for post in POSTED.finds(words) {
        let rest = &words[post.end()..];
        for n in [3, 2, 4] {
            let name = cut(rest, n);
            if name.chars().count() < n {
                continue;
            }
            let after = &rest[name.len()..];
            let acts = ["任", "为", "担任", "兼任", "负责", "牵头", "同志", "带队"]
                .iter()
                .any(|v| after.starts_with(v));
            let ends = after.is_empty()
                || after.starts_with(['，', '、', '。', '；', '）', '（', '：'])
                || after.starts_with("主持")
                || after.starts_with('作');
            if personal(name) && (acts || (ends && n == 3)) {
                out.insert(name.to_owned());
                break;
            }
        }
    }
}

/// Names of two characters are often set with a blank between them.
fn spaced(page: &Page, names: &HashSet<String>) -> Vec<String> {
    names
        .iter()
        .filter(|n| n.chars().count() == 2)
        .flat_map(|n| {
            let mut c = n.chars();
            match (c.next(), c.next()) {
                (Some(a), Some(b)) => vec![format!("{a} {b}"), format!("{a}  {b}")],
                _ => Vec::new(),
            }
        })
        .filter(|_| page.key.contains(' '))
        .collect()
}

fn tail_name(words: &str) -> Option<String> {
    let chars: Vec<char> = words.chars().collect();
    (0..chars.len().saturating_sub(1))
        .map(|at| chars[at..].iter().collect::<String>())
        .find(|w| w.chars().count() <= 3 && personal(w))
}

/// Two to four characters, a surname first, and no word of office.
pub(crate) fn personal(words: &str) -> bool {
    let n = words.chars().count();
    let compound = [
        "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒",
    ]
    .iter()
    .any(|s| words.starts_with(s));
    (2..=if compound { 4 } else { 3 }).contains(&n)
        && words.chars().all(is_han)
        && words.chars().next().is_some_and(|c| SURNAMES.contains(c))
        && !NO_NAMES.iter().any(|w| words.contains(w))
        && !(n > 2
            && words
                .chars()
                .next_back()
                .is_some_and(|c| "局办委部所站院校室科组处队厂村镇乡等及和".contains(c)))
}
