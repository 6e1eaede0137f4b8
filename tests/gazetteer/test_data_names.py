"""Every person, body, project, paper and subject the beat is told in is found, in sentences of our own."""

from __future__ import annotations

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

TOLD = [
    # people
    ("استقبل توكاييف نظيره الأذري إلهام علييف في المطار", "person.tokayev person.aliyev place.azerbaijan"),
    ("حضر الحفل قاسم جومارت توكاييف وشوكت ميرضيايف وإمام علي رحمان", "person.tokayev person.mirziyoyev person.rahmon"),
    ("تحدث صدير جاباروف ثم سردار محمدوف", "person.japarov person.berdimuhamedov_serdar"),
    ("ذكر وزير الخارجية القازاقي مختار تليوبيردي أن المحادثات مثمرة", "place.kazakhstan person.tileuberdi"),
    ("قال مراد نورتلو إن بلاده ترحب بتشين قانغ القادم من الصين", "person.nurtleu place.china"),
    ("تشين قانغ يلتقي زينبك كولوبييف في كازاخستان", "person.qin_gang person.kulubaev place.kazakhstan"),
    ("التقى سراج الدين محيي الدين بنظيره بختيار سعيدوف", "person.muhriddin person.saidov"),
    ("أوفدت تركمانستان فيبا حاجييف إلى الاجتماع", "place.turkmenistan person.hajiyev"),
    ("ترامب يفرض رسوما على الصين وبوتين يراقب", "person.trump place.china person.putin"),
    ("وصل شي جين بينغ مساء، وكان شي قد غادر صباحا", "person.xi_jinping"),
    ("أكد وانغ يي الموقف، وزاد وانغ أن الأمر عاجل", "person.wang_yi"),
    # places
    (
        "انطلقت الرحلة من شيآن في مقاطعة شنشي نحو ألماتي بكازاخستان",
        "place.xian place.shaanxi place.almaty place.kazakhstan",
    ),
    ("أضيئت واجهة قصر الاستقلال في آستانا", "place.independence_palace place.astana"),
    ("عقد اللقاء في أستانا لا في دوشانبي", "place.astana place.dushanbe"),
    ("غادر الوفد الطاجيكي دوشنبه إلى كولوب", "place.tajikistan place.dushanbe place.kulob"),
    ("بين موسكو وبكين خط ساخن، ولواشنطن رأي", "place.russia place.beijing place.united_states"),
    ("شاحنات من قازاقستان إلى تركيا وأذربيجان", "place.kazakhstan place.turkey place.azerbaijan"),
    (
        "لليابان وكوريا الجنوبية وأوروبا مصانع في أوزبكستان",
        "place.japan place.south_korea place.europe place.uzbekistan",
    ),
    ("أوكرانيا تشتري الزيت من قيرغيزستان وأفغانستان", "place.ukraine place.kyrgyzstan place.afghanistan"),
    ("مصانع شيمكنت الكازاخية تعمل ليلا", "place.shymkent place.kazakhstan"),
    # bodies and the press
    ("ناقش مجلس رؤساء دول منظمة شانغهاي للتعاون الميزانية", "org.sco_heads_of_state org.sco"),
    ("بريكس ومنظمة التجارة العالمية على جدول واحد", "org.brics org.wto"),
    ("نقلت شينخوا وشبكة سي إن إن الخبر من بكين", "org.xinhua org.cnn place.beijing"),
    ("هرمز نيوز تنقل عن مصدر صيني", "org.hormuz_news place.china"),
    (
        "آلية تعاون الصين ودول آسيا الوسطى تحتاج أمانة",
        "org.china_central_asia_mechanism place.china place.central_asia",
    ),
    # projects
    (
        "تسريع خط السكة الحديد الصين-قيرغيزستان-أوزبكستان",
        "topic.cku_railway place.china place.kyrgyzstan place.uzbekistan",
    ),
    ("عادت قطارات الشحن بين الصين وأوروبا إلى مواعيدها", "project.china_europe_freight_trains place.china"),
    ('افتتاح "الممر الأخضر" على حدود كازاخستان', "project.green_corridor place.kazakhstan"),
    ("توسعة مصفاة شيمكنت للنفط تنتهي في الخريف", "project.shymkent_refinery"),
    ("ألواح جديدة في محطة كابشاغاي للطاقة الكهروضوئية", "project.kapshagay_solar_plant"),
    ("محطة دوشنبه رقم 2 للطاقة تدفئ نصف المدينة", "project.dushanbe_2_power_plant place.dushanbe"),
    ("سباق على إنجاز المدينة الأولمبية في طشقند", "project.olympic_city_tashkent place.tashkent"),
    ("مستودعات جديدة في مركز كولوب للوجيستيات", "project.kulob_logistics_centre"),
    (
        "تعبيد الطريق السريع بين الصين وطاجيكستان وأوزبكستان",
        "project.china_tajikistan_uzbekistan_highway place.tajikistan",
    ),
    ("ورشة لوبان تخرج الدفعة الأولى في طاجيكستان", "project.luban_workshop place.tajikistan"),
    ("طلاب معاهد كونفوشيوس في بيشكيك", "project.confucius_institute place.bishkek"),
    ('خطة "دولة واحدة وورشة عمل واحدة" تصل إلى آسيا الوسطى', "project.one_country_one_workshop place.central_asia"),
    # papers, initiatives, meetings
    ("توقيع معاهدة دائمة لحسن الجوار في أستانا", "event.good_neighbourliness_treaty place.astana"),
    (
        "مبادرة الأمن العالمي ومبادرة التنمية العالمية وجهان لعملة",
        "event.global_security_initiative event.global_development_initiative",
    ),
    ("مبادرة لتعميق التعاون في مجال الارتباطية بين الجيران", "event.connectivity_initiative"),
    ("مبادرة أمن البيانات توقعها بكين", "event.data_security_initiative place.beijing"),
    ("قمة الصين-آسيا الوسطى الثالثة بعد عامين", "topic.china_central_asia_summit"),
    ("القمة بين الصين ودول آسيا الوسطى كانت افتراضية", "topic.china_central_asia_summit"),
    ("قمة شانغهاي للتعاون تنعقد في الخريف", "event.sco_summit org.sco"),
    ("التقى وزراء خارجية الصين ودول آسيا الوسطى الخمس", "event.china_central_asia_foreign_ministers place.china"),
    (
        "وزراء خارجية دول جوار أفغانستان في سمرقند",
        "event.afghanistan_neighbours_meeting place.afghanistan place.samarkand",
    ),
    ("عام السياحة الصينية في كازاخستان يجذب الملايين", "event.tourism_year_2025 place.kazakhstan"),
    ("الإعفاء من التأشيرة بين كازاخستان والصين عامان من العمل", "topic.visa_free place.kazakhstan place.china"),
    # subjects
    (
        'الصين تحارب "قوى الشر الثلاث": الإرهاب والانفصالية والتطرف',
        "topic.three_evil_forces topic.terrorism topic.separatism topic.extremism",
    ),
    ("كازاخستان والصين نحو التسوية بالعملات المحلية", "topic.local_currency_settlement"),
    ("التخليص الجمركي على حدود كازاخستان صار رقميا", "topic.customs"),
    ("المعادن الخضراء في كازاخستان تجذب مستثمرين", "topic.green_minerals"),
    ("التعاون الصناعي مع أوزبكستان يتسع", "topic.industrial_cooperation"),
    ("الأمن السيبراني والأمن البيولوجي على طاولة طشقند", "topic.cybersecurity topic.biosecurity"),
    ("توأمة جديدة بين ألماتي الكازاخية ومدينة في الصين", "topic.twin_cities"),
    ("الأمن الغذائي يشغل دول آسيا الوسطى", "topic.food_security"),
    ("لقاحات كوفيد-19 الصينية تصل إلى طاجيكستان", "topic.vaccines topic.covid_19"),
    ("مركز للطب الصيني التقليدي في بيشكيك", "topic.traditional_medicine place.china"),
    ("طاقة الرياح والطاقة الشمسية في أوزبكستان", "topic.wind_energy topic.solar_energy"),
    ("مركبات الطاقة الجديدة تغزو شوارع طشقند", "topic.new_energy_vehicles"),
    ("التبادل التجاري بين الصين وكازاخستان يتضاعف والاستثمار كذلك", "topic.trade topic.investment"),
    ("الصين ترد على الحرب التجارية والأحادية والحمائية", "topic.trade_war topic.unilateralism topic.protectionism"),
    ("شراكة استراتيجية شاملة مع طاجيكستان", "topic.strategic_partnership"),
    ("بكين تدعو إلى مجتمع ذي مصير مشترك وتنبذ عقلية الحرب الباردة", "topic.shared_future topic.cold_war_mentality"),
    ("عالم متعدد الأقطاب كما تراه الصين", "topic.multipolarity"),
    ("الحد من الفقر تجربة تنقلها الصين إلى قيرغيزستان", "topic.poverty_reduction"),
    # other languages
    (
        "Chinese and Kazakh customs open a green corridor at Khorgos",
        "project.green_corridor place.khorgos topic.customs",
    ),
    (
        "Luban Workshop opens in Tajikistan; a Confucius Institute follows",
        "project.luban_workshop project.confucius_institute",
    ),
    ("Middle Corridor rates fall as Kazakhstan adds ferries", "project.middle_corridor place.kazakhstan"),
    ("Treaty of permanent good-neighborliness enters into force in Central Asia", "event.good_neighbourliness_treaty"),
    ("Шымкентский НПЗ остановят на ремонт, сообщили в Казахстане", "project.shymkent_refinery place.kazakhstan"),
    ("Расчёты в национальных валютах между Китаем и Узбекистаном растут", "topic.local_currency_settlement"),
    ("Мастерская Лу Баня открылась в Душанбе", "project.luban_workshop place.dushanbe"),
    ("Глобальная инициатива безопасности и Узбекистан", "event.global_security_initiative place.uzbekistan"),
    ("中欧班列（西安—塔什干）首发", "project.china_europe_freight_trains place.tashkent"),
    ("中哈互免签证协定生效一周年", "event.visa_free_china_kazakhstan place.kazakhstan"),
    ("鲁班工坊在哈萨克斯坦揭牌", "project.luban_workshop place.kazakhstan"),
    ("严厉打击“三股势力”，中国与塔吉克斯坦深化执法合作", "topic.three_evil_forces topic.law_enforcement"),
    ("卡普恰盖光伏电站年发电量突破一亿度", "project.kapshagay_solar_plant"),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_gazetteer())


@pytest.mark.parametrize(("text", "ids"), TOLD)
def test_what_the_sentence_names_is_tagged(matcher: Matcher, text: str, ids: str) -> None:
    found = {tag.id for tag in matcher.match(text).tags}
    assert set(ids.split()) - found == set()


# Words that only look like ours: the whole line speaks of nothing on the beat.
UNTOLD = [
    "وفاة شخصين في حادث مرور",
    "بحر الصين الجنوبي يشهد عاصفة",
    "عبد الرحمان يسجل هدفين",
    "كل شي على ما يرام",
    "حزام الأمان إلزامي",
    "صينية دجاج بالليمون",
    "Heart of the belt, soul of the road: a cycling diary",
    "Michael Jordan's shoes sold in Georgia",
    "A bone china teapot",
    "Никита вышел из дома и рассказал о китах",
    "Станция «Китай-город» закрыта",
    "Дом кирпичный, пояс кожаный",
    "发展中国家的声音",
    "海上合作与救援演习",
    "روز دوشنبه در آستانه نوروز",
    "Çini sanatı ve kırmızı kazak",
    "Ел астанасы емес, ауыл ғана",
    "Мыйзам долбоорун киргизүү",
    "Dushanba kuni dars boʻlmaydi",
    "Рӯзи душанбе гурӯҳи ҷиноӣ",
]


@pytest.mark.parametrize("text", UNTOLD)
def test_what_only_looks_alike_is_left_alone(matcher: Matcher, text: str) -> None:
    assert [(tag.id, tag.because) for tag in matcher.match(text).tags] == []
