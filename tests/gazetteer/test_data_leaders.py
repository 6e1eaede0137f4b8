"""The nine whom the beat turns on: every way a newspaper of the eleven languages writes them is found."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

# A sentence that helps nobody: no country, no other leader.
FRAME = {
    "ar": "ذكرت الصحيفة أن {} سيلقي كلمة مساء اليوم",
    "en": "The paper wrote on Friday that {} would speak in the evening",
    "ru": "Газета пишет, что {} ещё не ответил на вопрос",
    "zh": "据报道，{}将于本周发表讲话",
    "fa": "روزنامه نوشت که {} امشب سخنرانی می کند",
    "tr": "Gazeteye göre {} akşam konuşacak",
    "kk": "Газеттің жазуынша {} кешке сөз сөйлейді",
    "ky": "Гезиттин жазганына караганда {} кечинде сүйлөйт",
    "uz": "Gazetaning yozishicha {} kechqurun soʻzlaydi",
    "uz-cyrl": "Газетанинг ёзишича {} кечқурун сўзлайди",
    "tg": "Рӯзнома навишт, ки {} бегоҳ суханронӣ мекунад",
    "tk": "Gazetiň ýazmagyna görä {} agşam çykyş eder",
}

NAMED = {
    "person.xi_jinping": {
        "ar": "شي جين بينغ|شي جينبينغ|شى جين بينغ|شي جين بينج|شي جينغبينغ|الرئيس شي|لشي جين بينغ|وشي جين بينغ|تشي جين بينغ|الرئيس الصيني شي",
        "en": "Xi Jinping|Xi Jinping's|Xi|Xi’s|President Xi|Chinese President Xi Jinping|Xi Jin-ping|Jinping|XI JINPING|Comrade Xi Jinping",
        "ru": "Си Цзиньпин|Си Цзиньпина|Си Цзиньпину|Си Цзиньпином|Си Цзиньпине|председатель Си|председателем Си|товарищем Си|Цзиньпина|Си Цзиньпинь",
        "zh": "习近平|習近平|习主席|習主席|习近平总书记|国家主席习近平|習近平主席|习总书记",
        "fa": "شی جین پینگ|شی جین‌پینگ|شی‌جین‌پینگ|شی جینپینگ|ژی جین پینگ|رئیس جمهور شی|رئیس‌جمهور شی",
        "tr": "Xi Jinping|Xi Jinping'in|Xi Jinping’le|Şi Cinping|Şi Cinping'in|Xi Cinping|Şi|Şi'nin",
        "kk": "Си Цзиньпин|Си Цзиньпиннің|Си Цзиньпинмен|Си Цзиньпинге|Си Цзиньпинді|Ши Жиньпин|төраға Си Цзиньпин",
        "ky": "Си Цзиньпин|Си Цзиньпиндин|Си Цзиньпинге|Си Цзиньпин менен|Си Цзинпин",
        "uz": "Si Szinpin|Si Szinpinning|Si Szinpin bilan|Xi Jinping|Si Jinpin|Si Szinpinga|Si Tszinpin",
        "uz-cyrl": "Си Цзиньпин|Си Цзиньпиннинг|Си Цзинпинга",
        "tg": "Си Ҷинпин|Си Ҷинпинро|Си Цзинпин|Си Ҷинпинг|Си Ҷинпину Эмомалӣ|муҳтарам Си Ҷинпин",
        "tk": "Si Szinpin|Si Szinpiniň|Si Szinpine|Si Szinping|Si Szinpin bilen",
    },
    "person.tokayev": {
        "ar": "توكاييف|توكايف|الرئيس توكاييف|قاسم جومارت توكاييف|قاسم-جومارت توكاييف|لتوكاييف|وتوكاييف|قاسم جومارت توقاييف|قاسم جومرت توكاييف|كاسيم جومارت توكاييف|قاسم زومارت توكاييف|الرئيس قاسم جومارت",
        "en": "Tokayev|Tokayev's|Tokayev’s|President Tokayev|Kassym-Jomart Tokayev|Kassym Jomart Tokayev|Kassym-Zhomart Tokayev|Qasym-Jomart Toqayev|K. Tokayev|Tokaev|TOKAYEV|President Kassym-Jomart",
        "ru": "Токаев|Токаева|Токаеву|Токаевым|Токаеве|президент Токаев|К.-Ж. Токаев|К.-Ж.Токаевым|К.К. Токаев|К.Токаев|Касым-Жомарт Токаев|Касыма-Жомарта Токаева|Касым-Жомартом Токаевым|Касым-Жомарт Кемелевич|Касым-Жомарту Кемелевичу",
        "zh": "托卡耶夫|托卡耶夫总统|卡瑟姆-若马尔特·托卡耶夫|卡西姆若马尔特·托卡耶夫|卡·托卡耶夫|托卡葉夫|总统托卡耶夫",
        "fa": "توکایف|قاسم جومارت توکایف|قاسم‌جومارت توکایف|قاسم جومارت توقایف|قاسم ژومارت توکایف|رئیس جمهور توکایف|قاسم جمارت توکایف",
        "tr": "Tokayev|Tokayev'in|Tokayev’e|Tokayev'le|Kasım Cömert Tokayev|Kasım-Cömert Tokayev|Kasımcömert Tokayev|Kasım Jomart Tokayev|Kassym-Jomart Tokayev",
        "kk": "Тоқаев|Тоқаевтың|Тоқаевқа|Тоқаевпен|Тоқаевты|Қасым-Жомарт Тоқаев|Қасым-Жомарт Тоқаевтың|Қасым-Жомарт Кемелұлы|Қ.Тоқаев|Қ. К. Тоқаев|Қ.-Ж. Тоқаев|Президент Тоқаевтың|Қасым-Жомарт Кемелұлының|Qasym-Jomart Toqaev|Toqaevtyń|Тоқаевқа қарай",
        "ky": "Токаев|Токаевдин|Токаевге|Токаев менен|Касым-Жомарт Токаев|Касым-Жомарт Токаевдин|Касым-Жомарт Кемелевич",
        "uz": "Toqayev|To‘qayev|Toʻqayevning|Qosim-Jomart Toqayev|Qosim-Jomart Toqayevning|Tokayev|Kasim-Jomart Tokayev|Qosim-Jo‘mart To‘qayev|Qosim-Jomart Tokayevga",
        "uz-cyrl": "Тоқаев|Қосим-Жомарт Тоқаев|Қосим-Жомарт Тоқаевнинг|Қосим-Жўмарт Тўқаев|Токаевнинг",
        "tg": "Тоқаев|Токаев|Қосим-Ҷомарт Тоқаев|Қосимҷомарт Тоқаевро|Қосим-Жомарт Токаев|Қосим-Ҷомарт Токаев",
        "tk": "Tokaýew|Tokaýewiň|Kasym-Žomart Tokaýew|Kasym-Žomart Tokaýewiň|Kasym-Jomart Tokaýew|Kasymžomart Tokaýew",
    },
    "person.mirziyoyev": {
        "ar": "ميرضيايف|ميرضياييف|شوكت ميرضيايف|شوكت ميرضياييف|الرئيس ميرضيائيف|ميرزيوييف|شوكت ميرزيايف|لميرضيايف|وميرضيايف|شوكت ميرزياييف|شافكات ميرزيوييف|ميرضيوف",
        "en": "Mirziyoyev|Mirziyoyev's|President Mirziyoyev|Shavkat Mirziyoyev|Mirziyaev|Mirziyoev|Sh. Mirziyoyev|Mirziyoyev’s|Shavkat Mirziyayev",
        "ru": "Мирзиёев|Мирзиеев|Мирзиёева|Мирзиёеву|Мирзиёевым|Мирзиёеве|Ш.Мирзиёев|Ш. М. Мирзиёев|Шавкат Мирзиёев|Шавкатом Мирзиёевым|Шавкат Миромонович|Шавката Миромоновича|президент Мирзияев",
        "zh": "米尔济约耶夫|米尔济约耶夫总统|沙夫卡特·米尔济约耶夫|米爾濟約耶夫|米爾季約耶夫|沙·米尔济约耶夫",
        "fa": "میرضیایف|شوکت میرضیایف|میرضیایوف|شوکت میرضیایوف|شوکت میرزیایف|شوکت میرضیایِف|رئیس جمهور میرضیایف|شوکت میرزیایوف",
        "tr": "Mirziyoyev|Mirziyoyev'in|Mirziyoyev’e|Şevket Mirziyoyev|Şevket Mirziyoyev'le|Şavkat Mirziyoyev|Mirziyayev|Shavkat Mirziyoyev|Mirziyoyev'den",
        "kk": "Мирзиёев|Мирзиёевтің|Мирзиёевке|Мирзиёевпен|Шавкат Мирзиёев|Шавкат Мирзиёевтің|Шавкат Мирзияев",
        "ky": "Мирзиёев|Мирзиёевдин|Мирзиёевге|Шавкат Мирзиёев|Шавкат Мирзиёев менен|Мирзиёевди",
        "uz": "Mirziyoyev|Mirziyoyevning|Mirziyoyevga|Shavkat Mirziyoyev|Shavkat Mirziyoyevni|Sh.Mirziyoyev|Sh. M. Mirziyoyev|Shavkat Miromonovich|Prezident Mirziyoyev",
        "uz-cyrl": "Мирзиёев|Мирзиёевнинг|Шавкат Мирзиёев|Шавкат Мирзиёевга|Ш.Мирзиёев|Шавкат Миромонович",
        "tg": "Мирзиёев|Мирзиёевро|Шавкат Мирзиёев|Шавкат Мирзиёевро|Шавкат Миромонович Мирзиёев|Президент Мирзиёев",
        "tk": "Mirziýoýew|Mirziýoýewiň|Şawkat Mirziýoýew|Şawkat Mirziýoýewe|Şawkat Mirziýoýew bilen",
    },
    "person.rahmon": {
        "ar": "إمام علي رحمن|إمام علي رحمان|امام علي رحمن|إمام علي رحمون|إمامعلي رحمن|لإمام علي رحمن|وإمام علي رحمان|إيمومالي رحمون|إمام علي رحمانوف|الرئيس إمام علي رحمان|إيمومالي رحمن",
        "en": "Emomali Rahmon|Emomali Rahmon's|President Rahmon|Emomali Rakhmon|Imomali Rahmon|E. Rahmon|President Emomali Rahmon|Imomali Rakhmonov|Tajik President Rahmon",
        "ru": "Эмомали Рахмон|Эмомали Рахмона|Эмомали Рахмону|Эмомали Рахмоном|Эмомали Рахмоне|Э.Рахмон|Э. Рахмона|Эмомали Шарипович|президент Рахмон|президента Рахмона|Имомали Рахмонов|Эмомали Раҳмон",
        "zh": "拉赫蒙|拉赫蒙总统|埃莫马利·拉赫蒙|塔总统拉赫蒙|埃·拉赫蒙|埃莫馬利·拉赫蒙",
        "fa": "امامعلی رحمان|امام علی رحمان|امام‌علی رحمان|امامعلی رحمن|امامعلی رحمانوف|رئیس جمهور امامعلی رحمان|پیشوای ملت امامعلی رحمان",
        "tr": "İmamali Rahman|İmamali Rahman'ın|Emomali Rahmon|Emomali Rahmon'un|İmam Ali Rahman|İmomali Rahman|Emomali Rahman'la|İmamali Rahmon",
        "kk": "Эмомали Рахмон|Эмомали Рахмонның|Эмомали Рахмонмен|Эмомали Рахмонға|Имомали Рахмон|Президент Рахмон|Э.Рахмон",
        "ky": "Эмомали Рахмон|Эмомали Рахмондун|Эмомали Рахмонго|Эмомали Рахмон менен|Имомали Рахмон|Э.Рахмон",
        "uz": "Emomali Rahmon|Emomali Rahmonning|Emomali Rahmonga|Imomali Rahmon|Imomali Rahmonov|Emomali Rahmonni",
        "uz-cyrl": "Эмомали Раҳмон|Эмомали Раҳмоннинг|Имомали Раҳмон|Имомали Раҳмонов",
        "tg": "Эмомалӣ Раҳмон|Эмомалӣ Раҳмонро|Эмомалӣ Раҳмону ҳамсараш|Пешвои миллат|Пешвои муаззами миллат|Пешвои миллати тоҷик|Пешвои миллатро|Президент Раҳмон|Имомалӣ Раҳмон",
        "tk": "Emomali Rahmon|Emomali Rahmonyň|Emomali Rahmona|Emomali Rahmon bilen|Imomali Rahmon",
    },
    "person.japarov": {
        "ar": "صدير جاباروف|صادر جاباروف|سادير جاباروف|صدير جباروف|لصدير جاباروف|وصدير جاباروف|الرئيس جاباروف|سادر جاباروف|صادير جباروف|الرئيس صدير جباروف|سادير جاباروف|الرئيس القيرغيزي جباروف",
        "en": "Sadyr Japarov|Sadyr Japarov's|Japarov|Japarov’s|President Japarov|Sadyr Zhaparov|Zhaparov|Sadyr Dzhaparov|S. Japarov|Sadyr Nurgozhoevich",
        "ru": "Садыр Жапаров|Садыра Жапарова|Садыру Жапарову|Садыром Жапаровым|Садыре Жапарове|Жапаров|Жапаровым|президент Жапаров|С.Жапаров|С. Н. Жапаров|Садыр Нургожоевич|Садыра Нургожоевича|Садыр Джапаров",
        "zh": "扎帕罗夫|扎帕罗夫总统|萨德尔·扎帕罗夫|萨·扎帕罗夫|賈帕羅夫|薩德爾·扎帕羅夫|吉总统扎帕罗夫",
        "fa": "صدیر جباروف|سادیر جباروف|سدیر جباروف|صدر جباروف|سادیر ژاپاروف|سادیر جاپاروف|صادیر جباروف|صدیر ژاپاروف|رئیس جمهور صدیر جباروف",
        "tr": "Sadır Caparov|Sadır Caparov'un|Caparov|Sadır Caparov’la|Sadyr Japarov|Sadır Japarov|Caparov'a",
        "kk": "Садыр Жапаров|Садыр Жапаровтың|Садыр Жапаровпен|Жапаров|Жапаровқа|С.Жапаров",
        "ky": "Садыр Жапаров|Садыр Жапаровдун|Садыр Жапаровго|Жапаров|Жапаровду|Садыр Нургожоевич|Садыр Жапаров менен|С.Жапаров|президент Жапаровдун|Садыр Нургожо уулу",
        "uz": "Sadir Japarov|Sadir Japarovning|Sodir Japarov|Japarov|Sadir Japarov bilan|Sodir Jabborov|Sadyr Japarov",
        "uz-cyrl": "Садир Жапаров|Садир Жапаровнинг|Содир Жапаров|Жапаровга",
        "tg": "Садир Жапаров|Садир Жапаровро|Содир Ҷабборов|Садир Ҷапаров|Содир Ҷабборовро|Садир Ҷабборов|Садыр Жапаров",
        "tk": "Sadyr Žaparow|Sadyr Žaparowyň|Žaparow|Sadyr Japarow|Sadyr Žaparow bilen",
    },
    "person.berdimuhamedov_serdar": {
        "ar": "سردار بردي محمدوف|سردار بيردي محمدوف|سردار محمدوف|لسردار بردي محمدوف|وسردار بردي محمدوف|سردار بيرديمحمدوف|سيردار بردي محمدوف|الرئيس سردار بردي محمدوف|سردار بيردي محميدوف|سردار بردي محمد",
        "en": "Serdar Berdimuhamedov|Serdar Berdimuhamedow|Serdar Berdymukhamedov|Serdar Berdimuhamedov's|President Berdimuhamedov|Serdar Berdimukhamedov|Serdar Berdymukhammedov|S. Berdimuhamedov|Serdar Berdymuhamedov",
        "ru": "Сердар Бердымухамедов|Сердара Бердымухамедова|Сердару Бердымухамедову|Сердаром Бердымухамедовым|Сердаре Бердымухамедове|С.Бердымухамедов|Сердар Гурбангулыевич|президент Бердымухамедов|Сердар Бердимухамедов|Сердара Гурбангулыевича",
        "zh": "谢尔达尔·别尔德穆哈梅多夫|謝爾達爾·別爾德穆哈梅多夫|谢·别尔德穆哈梅多夫|别尔德穆哈梅多夫总统|总统别尔德穆哈梅多夫|谢尔达尔总统",
        "fa": "سردار بردی محمدوف|سردار بردی‌محمداف|سردار بردی محمداف|سردار بردی‌محمدوف|سردار بردی محمدف|سردار بردی‌محمدف|سردار بردیمحمداف",
        "tr": "Serdar Berdimuhamedov|Serdar Berdimuhamedov'un|Serdar Berdimuhammedov|Serdar Berdimuhamedov’a|Serdar Berdimuhamedow|Serdar Berdimuhammedov'un",
        "kk": "Сердар Бердімұхамедов|Сердар Бердімұхамедовтің|Сердар Бердімұхамедовпен|Сердар Бердімұхамедовке|Сердар Бердымұхамедов|Сердар Бердімұхаммедов",
        "ky": "Сердар Бердымухамедов|Сердар Бердымухамедовдун|Сердар Бердимухамедов|Сердар Бердымухамедов менен|Сердар Бердимухамедовго",
        "uz": "Serdar Berdimuhamedov|Serdar Berdimuhamedovning|Serdar Berdimuhamedovga|Serdar Berdimuhammedov|Sardor Berdimuhamedov",
        "uz-cyrl": "Сердар Бердимуҳамедов|Сердар Бердимуҳамедовнинг|Сардор Бердимуҳамедов|Сердар Бердимуҳаммедов",
        "tg": "Сердар Бердимуҳаммадов|Сердар Бердимуҳаммадовро|Сердар Бердимуҳамедов|Сардор Бердимуҳаммадов|Сердор Бердимуҳаммадов",
        "tk": "Serdar Berdimuhamedow|Serdar Berdimuhamedowyň|Serdar Berdimuhamedowa|Serdar Berdimuhamedowy|Prezident Serdar Berdimuhamedow",
    },
    "person.berdimuhamedov_gurbanguly": {
        "ar": "قربان قولي بردي محمدوف|قربانقولي بردي محمدوف|لقربان قولي بردي محمدوف|قربان قلي بردي محمدوف|غوربانغولي بيردي محمدوف|قربان غولي بيردي محمدوف|قربانقلي بيردي محمدوف|قربان علي بردي محمدوف|غوربانغولي بردي محمدوف|قربان قولي بيرديمحمدوف",
        "en": "Gurbanguly Berdimuhamedov|Gurbanguly Berdimuhamedow|Gurbanguly Berdymukhamedov|Gurbanguly Berdimuhamedov's|Gurbanguly Berdymukhammedov|G. Berdimuhamedov|Hero Arkadag|Kurbanguly Berdymukhamedov",
        "ru": "Гурбангулы Бердымухамедов|Гурбангулы Бердымухамедова|Гурбангулы Бердымухамедову|Гурбангулы Бердымухамедовым|Г.Бердымухамедов|Гурбангулы Мяликгулыевич|Герой-Аркадаг|Героя-Аркадага|Курбанкули Бердымухамедов|Гурбангулы Мяликгулыевича",
        "zh": "库尔班古力·别尔德穆哈梅多夫|庫爾班古力·別爾德穆哈梅多夫|库·别尔德穆哈梅多夫|古尔班古力·别尔德穆哈梅多夫|人民委员会主席别尔德穆哈梅多夫|民族领袖别尔德穆哈梅多夫",
        "fa": "قربانقلی بردی محمدوف|قربانقلی بردی‌محمداف|قربان‌قلی بردی‌محمدوف|قربانقلی بردی‌محمدف|قربانقلی بردی‌محمدوف|قربانقلی بردیمحمدوف|قربان قلی بردی محمدف",
        "tr": "Gurbanguli Berdimuhamedov|Gurbanguli Berdimuhamedov'un|Gurbangulu Berdimuhamedov|Kurbankulu Berdimuhamedov|Gurbanguly Berdimuhamedow|Gurbangulı Berdimuhamedov'a",
        "kk": "Гурбангулы Бердімұхамедов|Гурбангулы Бердімұхамедовтің|Құрбанқұлы Бердімұхамедов|Құрбанқұлы Бердімұхамедовке|Гурбангулы Бердымұхамедов|Гурбангулы Бердымухамедовпен",
        "ky": "Гурбангулы Бердымухамедов|Гурбангулы Бердымухамедовдун|Гурбангулы Бердимухамедов|Курбанкулу Бердимухамедов|Гурбангулы Бердымухамедовго",
        "uz": "Gurbanguli Berdimuhamedov|Gurbanguli Berdimuhamedovning|Gurbanguly Berdimuhamedov|Qurbonquli Berdimuhamedov|Gurbanguli Berdimuhammedov",
        "uz-cyrl": "Гурбангули Бердимуҳамедов|Гурбангули Бердимуҳамедовнинг|Қурбонқули Бердимуҳамедов|Гурбангули Бердимуҳаммедовга",
        "tg": "Гурбонгули Бердимуҳаммадов|Гурбангулӣ Бердимуҳаммадов|Қурбонқулӣ Бердимуҳаммадовро|Гурбангули Бердимуҳамедов|Гурбангулӣ Бердимуҳамедов|Гурбангулӣ Бердимуҳаммадовро",
        "tk": "Gurbanguly Berdimuhamedow|Gurbanguly Berdimuhamedowyň|Gurbanguly Berdimuhamedowa|Gahryman Arkadag|Gahryman Arkadagymyz|Gahryman Arkadagymyzyň|Gahryman Arkadagymyza",
    },
    "person.nazarbayev": {
        "ar": "نزارباييف|نور سلطان نزارباييف|نورسلطان نزارباييف|نور سلطان نزاربايف|الرئيس السابق نزارباييف|نازارباييف|لنزارباييف|نورسلطان نظرباييف|نور سلطان نازارباييف|ونور سلطان نزارباييف",
        "en": "Nazarbayev|Nazarbayev's|Nursultan Nazarbayev|Nursultan Nazarbaev|Nazarbayev’s|former President Nazarbayev|N. Nazarbayev|Nūrsūltan Nazarbaev",
        "ru": "Назарбаев|Назарбаева|Назарбаеву|Назарбаевым|Назарбаеве|Нурсултан Назарбаев|Нурсултаном Назарбаевым|Н.Назарбаев|Нурсултан Абишевич|Нурсултана Абишевича|Н. А. Назарбаев",
        "zh": "纳扎尔巴耶夫|努尔苏丹·纳扎尔巴耶夫|纳扎尔巴耶夫总统|納扎爾巴耶夫|納札爾巴耶夫|努·纳扎尔巴耶夫",
        "fa": "نظربایف|نورسلطان نظربایف|نورسلطان نظربایوف|نور سلطان نظربایف|نور سلطان نظربایوف|نورسلطان نظربایِف",
        "tr": "Nazarbayev|Nazarbayev'in|Nursultan Nazarbayev|Nursultan Nazarbayev'e|Nur Sultan Nazarbayev",
        "kk": "Назарбаев|Назарбаевтың|Назарбаевқа|Назарбаевпен|Нұрсұлтан Назарбаев|Нұрсұлтан Назарбаевтың|Н.Назарбаев|Нұрсұлтан Әбішұлы|Нұрсұлтан Әбішұлының|Nursultan Nazarbaev|Nazarbaevtyń",
        "ky": "Назарбаев|Назарбаевдин|Назарбаевге|Нурсултан Назарбаев|Нурсултан Абишевич|Нурсултан Назарбаевди",
        "uz": "Nursulton Nazarboyev|Nursulton Nazarboyevga|Nursultan Nazarbayev|Nazarbayevning",
        "uz-cyrl": "Нурсултон Назарбоев|Нурсултон Назарбоевнинг|Назарбаевнинг|Нурсултон Назарбаевга",
        "tg": "Нурсултон Назарбоев|Нурсултон Назарбоевро|Назарбаевро|Нурсултан Назарбаев",
        "tk": "Nazarbaýew|Nazarbaýewiň|Nursultan Nazarbaýew|Nursoltan Nazarbaýewe",
    },
    "person.wang_yi": {
        "ar": "وانغ يي|وانج يي|لوانغ يي|ووانغ يي|بوانغ يي|عضو مجلس الدولة وانغ يي|وانغ ييّ|وانغ يى|وزير الخارجية وانغ",
        "en": "Wang Yi|Wang Yi's|Wang Yi’s|Foreign Minister Wang|Chinese Foreign Minister Wang Yi|Minister Wang Yi|top diplomat Wang|WANG YI|FM Wang",
        "ru": "Ван И|Вана И|Вану И|Ваном И|Ване И|глава МИД КНР Ван И|министр Ван И|«Ван И»",
        "zh": "王毅|王毅外长|王毅部长|外交部长王毅|王外长|中共中央政治局委员、外交部长王毅",
        "fa": "وانگ یی|وانگ‌یی|وانگ ئی|وانگ یی را",
        "tr": "Wang Yi|Wang Yi'nin|Wang Yi’ye|Vang Yi|Vang Yi'nin|Wang Yi'yi",
        "kk": "Ван И|Ван Идің|Ван Имен|Ван Иге|Ван И мырза|Ван И-дің",
        "ky": "Ван И|Ван Инин|Ван И менен|Ван Иге|Ван Ини",
        "uz": "Van I|Van Ining|Van I bilan|Vang I|Wang Yi|Vang Ining|Van Iga",
        "uz-cyrl": "Ван И|Ван И билан|Ван Ининг|Ван Ига",
        "tg": "Ван И|Ван Иро|Ванг И|Ванг Йи|Ванг Йиро",
        "tk": "Wan I|Wang I|Wang Ýi|Wan Iniň|Wang Ýiniň",
    },
}

CASES = [
    (id, language, written) for id, by in NAMED.items() for language, all in by.items() for written in all.split("|")
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_gazetteer())


def _leaders(matcher: Matcher, text: str, language: str | None) -> set[str]:
    return {tag.id for tag in matcher.match(text, language=language).tags} & set(NAMED)


@pytest.mark.parametrize("told", [True, False], ids=["language told", "language by letters"])
def test_every_spelling_of_a_leader_is_found_and_is_nobody_else(matcher: Matcher, told: bool) -> None:
    """One test over all spellings: a thousand of them, and what failed is told at once."""
    wrong = []
    for id, language, written in CASES:
        text = FRAME[language].format(written)
        found = _leaders(matcher, text, language[:2] if told else None)
        if found != {id}:
            wrong.append((id, language, written, sorted(found)))
    assert wrong == []
