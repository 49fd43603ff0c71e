//! Single characters: what is Chinese, traditional to simplified for matching, and Chinese numerals.

use std::sync::OnceLock;

/// The traditional forms that occur in the words of the genre, each followed by its simplified form.
/// Matching runs over simplified characters; what is printed stays as the document writes it.
const PAIRS: &str = "區区驟骤顯显懲惩彙汇繳缴麼么誌志註注鬧闹獲获擬拟瞭了術术屍尸啓启內内敎教衆众羣群峯峰綫线僞伪爲为説说閲阅敍叙鉅巨紥扎幫帮廚厨覈核矚瞩贊赞讚赞餐餐傑杰佔占岡冈萬万與与東东業业兩两嚴严個个豐丰臨临為为爲为麗丽舉举義义樂乐習习鄉乡書书買买亂乱爭争於于雲云亞亚產产親亲億亿僅仅從从倉仓儀仪們们價价眾众優优會会傳传傷伤倫伦偉伟體体餘余備备債债傾倾償偿儲储兒儿黨党蘭兰關关興兴養养獸兽內内岡冈冊册寫写軍军農农馮冯決决況况凍冻淨净準准涼凉減减幾几鳳凤憑凭凱凯擊击鑿凿劃划劉刘則则剛刚創创刪删別别劑剂劇剧勸劝辦办務务動动勵励勁劲勞劳勢势勳勋匯汇醫医華华協协單单賣卖盧卢衛卫卻却廠厂廳厅歷历厲厉壓压廁厕縣县參参雙双發发變变敘叙疊叠葉叶號号嘆叹嚇吓呂吕嗎吗啟启吳吴員员問问喪丧喬乔嚮向噸吨團团園园圍围國国圖图圓圆聖圣場场壞坏塊块堅坚壇坛墳坟墜坠壟垄墾垦處处復复備备夠够頭头誇夸夾夹奪夺奮奋獎奖婦妇媽妈孫孙學学寧宁寶宝實实審审寬宽寢寝對对尋寻導导壽寿將将爾尔塵尘嘗尝屆届屬属層层歲岁豈岂島岛嶺岭崗岗幹干幣币帥帅師师帳帐帶带幫帮莊庄慶庆庫库應应廟庙廢废廣广開开異异棄弃張张彌弥彎弯彈弹強强歸归當当錄录徹彻徑径憶忆懷怀態态憐怜總总戀恋惡恶悅悦懸悬驚惊慣惯憤愤願愿慮虑懶懒戰战戲戏戶户撲扑執执擴扩掃扫揚扬擾扰撫抚拋抛搶抢護护報报擔担擬拟攏拢揀拣擁拥攔拦擇择掛挂揮挥損损撿捡換换據据攜携攝摄擺摆搖摇敵敌數数齋斋鬥斗斷断無无舊旧時时曠旷曉晓暫暂術术樸朴機机殺杀雜杂權权條条來来楊杨極极構构樞枢標标棧栈棟栋樹树樣样橋桥檔档夢梦檢检樓楼檻槛橫横歡欢歐欧殘残毀毁畢毕氣气漢汉湯汤溝沟沒没滬沪淚泪潔洁灑洒濁浊測测濟济渾浑濃浓濤涛澇涝漲涨滲渗漁渔溫温灣湾濕湿潰溃滾滚滿满濾滤濫滥潛潜燈灯靈灵災灾燦灿爐炉點点煉炼爛烂燒烧煩烦熱热愛爱爺爷狀状獨独獲获獻献瑪玛環环現现電电畫画暢畅療疗監监盤盘蓋盖盡尽著着矯矫礦矿碼码確确禮礼禍祸禪禅離离種种積积稱称穩稳窮穷竊窃窪洼競竞筆笔籌筹簽签簡简類类糧粮緊紧糾纠紅红級级紀纪緯纬純纯綱纲納纳縱纵紛纷紙纸紋纹線线練练組组細细織织終终紹绍經经結结繞绕繪绘給给絡络絕绝統统繼继績绩緒绪續续繩绳維维綿绵綜综綠绿緩缓編编緣缘縮缩網网羅罗罰罚職职聯联聰聪肅肃腸肠膚肤腎肾脹胀脅胁勝胜膽胆腦脑臟脏腳脚脫脱臉脸藝艺節节蘇苏蕩荡榮荣藥药蓮莲營营蕭萧薩萨藍蓝薦荐虧亏蟲虫雖虽蝕蚀蠶蚕補补襯衬裝装製制複复見见觀观規规視视覽览覺觉觸触譽誉計计訂订認认討讨讓让訓训議议訊讯記记講讲許许論论設设訪访證证評评識识訴诉診诊詞词譯译試试詩诗誠诚話话該该詳详語语誤误說说請请諸诸諾诺讀读課课誰谁調调談谈謀谋謝谢謠谣譜谱貝贝負负財财責责賢贤敗败貨货質质販贩貪贪貧贫購购貫贯賀贺貴贵貸贷費费資资賦赋賞赏賴赖贈赠贏赢趙赵趕赶趨趋躍跃踐践蹤踪軌轨轉转輪轮軟软輕轻載载較较輔辅輛辆輝辉輸输轄辖辭辞邊边遼辽達达遷迁過过邁迈運运還还這这進进遠远違违連连遲迟適适選选遜逊遞递邏逻遺遗鄧邓鄭郑鄰邻郵邮醞酝釋释裡里裏里鑒鉴鑑鉴針针鋼钢鑰钥鈍钝鐘钟鐵铁鉛铅銀银銅铜鋪铺鏈链銷销鎖锁鋒锋錯错鍛锻鍵键鎮镇鏡镜長长門门閃闪閉闭闖闯閑闲間间閱阅闡阐闊阔隊队陽阳陰阴陣阵階阶際际陸陆陳陈險险隨随隱隐難难霧雾靜静韓韩頁页頂顶項项順顺須须頑顽顧顾頓顿頒颁預预領领頗颇頻频題题顏颜額额風风飛飞飯饭飲饮館馆駐驻駕驾驗验騎骑騙骗驅驱馬马駛驶魯鲁魚鱼鮮鲜鳥鸟鳴鸣齊齐齒齿齡龄龍龙龐庞后后臺台檯台颱台製制繫系係系蹟迹跡迹佈布並并併并畝亩樁桩週周託托準准採采儘尽佔占慾欲徵征隻只衝冲閒闲巖岩掙挣範范夥伙佇伫遊游鬆松喚唤污污汙污鄒邹趙赵蔣蒋瀋沈閻阎鄔邬賈贾顧顾聶聂蘆芦諶谌倪倪";

/// The character to match with: simplified, and of the same length in UTF-8.
pub(crate) fn simplify(c: char) -> char {
    static TABLE: OnceLock<Vec<char>> = OnceLock::new();
    if !(FIRST..=LAST).contains(&c) {
        return c;
    }
    let table = TABLE.get_or_init(|| {
        let mut table: Vec<char> = (FIRST..=LAST).collect();
        let mut pairs = PAIRS.chars();
        while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
            if let Some(place) = table.get_mut(place(from)) {
                *place = to;
            }
        }
        table
    });
    table.get(place(c)).copied().unwrap_or(c)
}

const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

fn place(c: char) -> usize {
    (c as usize).wrapping_sub(FIRST as usize)
}

/// A Chinese character proper.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇' | '\u{20000}'..='\u{2fa1f}')
}

/// A number in Arabic or Chinese digits (units up to 万), or `None`.
pub(crate) fn number(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 12 {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let (mut total, mut section, mut digit) = (0_u32, 0_u32, None::<u32>);
    for c in text.chars() {
        if let Some(d) = digit_of(c) {
            digit = Some(digit.map_or(d, |before| before.saturating_mul(10).saturating_add(d)));
            continue;
        }
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '万' => {
                total = section
                    .saturating_add(digit.take().unwrap_or(0))
                    .saturating_mul(10_000);
                section = 0;
                continue;
            }
            _ => return None,
        };
        section = section.saturating_add(digit.take().unwrap_or(1).saturating_mul(unit));
    }
    Some(
        total
            .saturating_add(section)
            .saturating_add(digit.unwrap_or(0)),
    )
}

/// A character of the numbers from one to ninety-nine, as headings and dates write them.
pub(crate) fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
    )
}

/// One digit, in any of the ways in which years are written: 〇, ○, the letter O and 零 are all nought.
pub(crate) fn digit_of(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => c as u32 - '0' as u32,
        '〇' | '○' | 'O' | 'o' | '零' | 'Ｏ' | '◯' | '０' | 'Ο' | 'О' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_both_scripts_are_the_same() {
        for (text, n) in [
            ("12", 12),
            ("十二", 12),
            ("二十", 20),
            ("三十一", 31),
            ("一百二十", 120),
            ("两千", 2000),
            ("三万", 30_000),
        ] {
            assert_eq!(number(text), Some(n), "{text}");
        }
        assert_eq!(number("若干"), None);
    }

    #[test]
    fn pairs_are_pairs_and_keep_their_length() {
        let all: Vec<char> = PAIRS.chars().collect();
        assert!(all.len().is_multiple_of(2));
        assert!(all.iter().all(|c| c.len_utf8() == 3));
        assert_eq!(
            "創先爭優領導小組".chars().map(simplify).collect::<String>(),
            "创先争优领导小组"
        );
    }
}
