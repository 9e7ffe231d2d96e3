/** Which language tag a piece of data needs so that its letters are drawn in the right shapes. */

/** Frequent characters that are written only in simplified or only in traditional Chinese. */
const SIMPLIFIED = new Set('们个这来时为会国说对学过问题还开关东车马鸟见观现规视语词话请谢认识让记计设许论证诉译试该详误谁课调谈读变门间闻阅阳阴队际陈陆险随难页顺预领频颜风飞饭饮馆骑验鱼鲜黄龙龟张刘吴杨赵邓罗郑吕苏卢钱铁银错键长电动务协单卖买业严两丰临丽义乌乐习书乱争亏云产亲仅从众优价儿党军农净减办华卫历厂压双发号叶员听响团图园围圆块坏场处备复头奖妇妈孙宁实宝审宽对导层岁岛师帐帮广应废张归当录忆忧怀态总恋恶惊惯愿戏户执扩扫报担择挥损换据')
const TRADITIONAL = new Set('們個這來時為會國說對學過問題還開關東車馬鳥見觀現規視語詞話請謝認識讓記計設許論證訴譯試該詳誤誰課調談讀變門間聞閱陽陰隊際陳陸險隨難頁順預領頻顏風飛飯飲館騎驗魚鮮黃龍龜張劉吳楊趙鄧羅鄭呂蘇盧錢鐵銀錯鍵長電動務協單賣買業嚴兩豐臨麗義烏樂習書亂爭虧雲產親僅從眾優價兒黨軍農淨減辦華衛歷廠壓雙發號葉員聽響團圖園圍圓塊壞場處備復頭獎婦媽孫寧實寶審寬導層歲島師帳幫廣應廢歸當錄憶憂懷態總戀惡驚慣願戲戶執擴掃報擔擇揮損換據')

/** The language tag for a text in another script than the page's, or undefined when the page's own tag is right. `page` is the page's language. */
export function langOf(text: string, page: string): string | undefined {
  const found = scriptTag(text, page)
  return found === page ? undefined : found
}

function scriptTag(text: string, page: string): string | undefined {
  if (/[\u3040-\u30ff]/.test(text)) return 'ja'
  if (/[\uac00-\ud7af]/.test(text)) return 'ko'
  if (/[\u0e00-\u0e7f]/.test(text)) return 'th'
  if (!/[\u3400-\u9fff\uf900-\ufaff]/.test(text)) return page === 'en' || !/[A-Za-z]/.test(text) ? undefined : page === 'th' ? 'en' : undefined
  let simplified = 0
  let traditional = 0
  for (const letter of text) {
    const isSimplified = SIMPLIFIED.has(letter)
    const isTraditional = TRADITIONAL.has(letter)
    if (isSimplified && !isTraditional) simplified++
    if (isTraditional && !isSimplified) traditional++
  }
  if (simplified > traditional) return 'zh-Hans'
  if (traditional > simplified) return 'zh-Hant'
  return page === 'zh-Hans' ? 'zh-Hans' : 'zh-Hant'
}
