//! What hosting pages leave around a plan: navigation, offers, counters, page numbers.
//! The words are those of web pages, never those of official prose; length limits guard the rest.

use crate::pattern::Pattern;

static OFFERS: Pattern = Pattern::new(
    "下载(?:本?文档|原文|前请|积分|次数)|文档内容的完整|在线预览|人工客服|侵犯(?:了)?(?:您|你)的权益|版权所有|[Cc]opyright|ICP备|公网安备|浏览(?:次数|量|：)|点击(?:数|量|次数|：)|阅读(?:次数|量)|当前位置|您的位置|我要投稿|返回顶部|打印本页|加入收藏|设为首页|免费下载|word文档|Word版|小编|收藏本站|本文来[自源]|转载请|仅供参考|网友(?:评论|上传)|百度文库|豆丁|道客巴巴",
);
static SHORT: Pattern = Pattern::new(
    "^[ >·•\\-|【\\[]*(?:分享到|分享至|字号|字体|上一篇|下一篇|上一页|下一页|责任编辑|责编|打印|关闭|收藏|扫一扫|首页|登录|注册|举报|点赞|目录|摘要|关键词|标签|来源|文章来源|信息来源|作者|发布者|发布人|发布时间|发布日期|更新时间|索引号|发文机关|发布机构|信息分类|主题分类|主题词|有效性)[ ：:|】\\]>]?",
);
static LIST_HEADS: Pattern = Pattern::new(
    "^[ \\-·•>【]*(?:合集下载|相关(?:文档|文章|推荐|阅读|链接|资料|内容|信息|新闻|搜索|范文)|最新(?:文档|文章|更新|推荐)|热门(?:文档|文章|推荐)|推荐(?:阅读|文章|文档|访问)|猜你喜欢|延伸阅读|相似文档|精品推荐|大家都在看|为您推荐)[：: 】]*$",
);
static PAGE_NUMBER: Pattern = Pattern::new(
    "^(?:[-—－–·. ]*[0-9]{1,3}[-—－–·. ]*|第 ?[0-9]{1,3} ?页.{0,10}|[0-9]{1,3} ?/ ?[0-9]{1,3})$",
);
static STAMP: Pattern = Pattern::new(
    "^(?:时间|日期|发表于|发布于)[：: ]*20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|^20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}",
);
/// The hosting page's title: the document's, a dash, the name of the site.
static SITE_TITLE: Pattern = Pattern::new(
    "(?:[-_|—]|<<) ?[^-_|—，。：]{1,12}(?:网|文库|文档|范文|豆丁|道客巴巴|之家|在线|大全|资料库|论坛|秘书|公文)$",
);
static ADDRESS: Pattern = Pattern::new("^(?:https?://|www\\.)[!-~]+$");

/// A line of the hosting page.
pub(crate) fn is_residue(line: &str) -> bool {
    let long = line.len();
    if long > 600 {
        return false;
    }
    // Few lines begin as those of a hosting page do; only they are shown to the pattern.
    let Some(first) = line.chars().next() else {
        return false;
    };
    let numbered = matches!(
        first,
        '0'..='9' | ' ' | '.' | '·' | '-' | '–' | '—' | '－' | '第'
    );
    (numbered && PAGE_NUMBER.is_match(line))
        || lists_others(line)
        || (matches!(first, 'h' | 'w') && ADDRESS.is_match(line))
        || (long < 360 && matches!(first, '时' | '日' | '发' | '2') && STAMP.is_match(line))
        || (long < 240 && SITE_TITLE.is_match(line))
        || (long < 120 && SHORT.is_match(line) && !line.contains('。'))
        || OFFERS.is_match(line)
}

/// The head of a list of other documents: nothing of the plan follows it near the end of a page.
pub(crate) fn opens_other_documents(line: &str) -> bool {
    line.len() < 60 && lists_others(line)
}

fn lists_others(line: &str) -> bool {
    line.starts_with(|c| {
        matches!(
            c,
            ' ' | '-'
                | '·'
                | '•'
                | '>'
                | '【'
                | '合'
                | '相'
                | '最'
                | '热'
                | '推'
                | '猜'
                | '延'
                | '精'
                | '大'
                | '为'
        )
    }) && LIST_HEADS.is_match(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_lines_go_and_official_lines_stay() {
        for line in [
            "合集下载",
            "相关文档",
            "- 3 -",
            "第2页 共5页",
            "字体：大 中 小",
            "上一篇：某某通知",
            "点击数：102",
            "来源：某网 作者：某",
            "http://a.example/1.html",
            "2012-03-09 10:20",
            "本文档可在线预览，下载前请登录",
        ] {
            assert!(is_residue(line), "{line}");
        }
        for line in [
            "一、指导思想",
            "扎实推进学习教育。来源于群众的意见要及时答复。",
            "时间：2012年3月",
            "2012年3月9日",
            "责任单位：社区党支部",
            "打印店、网吧等场所的负责人要参加培训。",
        ] {
            assert!(!is_residue(line), "{line}");
        }
    }
}
